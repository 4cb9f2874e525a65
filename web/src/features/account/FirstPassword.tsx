// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client';
import { Faults } from '../../shared/Boundary';
import { TextField } from '../../shared/Field';
import { Form } from '../../shared/Form';

export function PasswordForm({ onDone }: { onDone: () => Promise<void> | void }) {
  const { t } = useTranslation();
  const [old, setOld] = useState('');
  const [fresh, setFresh] = useState('');
  const [again, setAgain] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [differ, setDiffer] = useState(false);
  const send = async () => {
    setDiffer(fresh !== again);
    if (fresh !== again) return;
    try {
      await answerOf(api.POST('/v1/sessions/current/password', { body: { old, new: fresh } }), false);
      setError(null);
      await onDone();
    } catch (caught) {
      setError(caught);
    }
  };
  const field = { type: 'password', dir: 'ltr' } as const;
  return (
    <Form className="narrow" onSend={send}>
      <Faults error={error} focus />
      <TextField label={t('account.old')} value={old} onValue={setOld} {...field} autoComplete="current-password" />
      <TextField
        label={t('account.new')}
        hint={t('account.newHint')}
        value={fresh}
        onValue={setFresh}
        {...field}
        autoComplete="new-password"
      />
      <TextField
        label={t('account.again')}
        value={again}
        onValue={setAgain}
        {...field}
        autoComplete="new-password"
        fault={differ ? t('account.differ') : undefined}
      />
      <button type="submit" className="main">
        {t('account.change')}
      </button>
    </Form>
  );
}

/** The first password was seen by whoever opened the account: nothing goes on before it is changed. */
export function FirstPassword({ onDone }: { onDone: () => Promise<void> }) {
  const { t } = useTranslation();
  return (
    <div className="alone">
      <h1 tabIndex={-1}>{t('account.first')}</h1>
      <p className="lead">{t('account.firstLead')}</p>
      <PasswordForm onDone={onDone} />
    </div>
  );
}
