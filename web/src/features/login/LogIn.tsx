// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Faults } from '../../shared/Boundary';
import { TextField } from '../../shared/Field';
import { Form } from '../../shared/Form';
import { logIn } from './session';

export function LogInForm({ onDone }: { onDone: () => Promise<void> }) {
  const { t } = useTranslation();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const send = async () => {
    if (busy) return; // a code is good once: sent twice, the second is refused
    setBusy(true);
    try {
      await logIn(login.trim(), password, code.replace(/\s/g, ''));
      setError(null);
      await onDone();
    } catch (caught) {
      setError(caught);
      setCode('');
    } finally {
      setBusy(false);
    }
  };
  return (
    <Form className="narrow" onSend={send}>
      <Faults error={error} focus />
      <TextField label={t('login.name')} value={login} onValue={setLogin} autoComplete="username" dir="ltr" />
      <TextField
        label={t('login.password')}
        value={password}
        onValue={setPassword}
        type="password"
        autoComplete="current-password"
        dir="ltr"
      />
      <TextField
        label={t('login.code')}
        hint={t('login.codeHint')}
        value={code}
        onValue={setCode}
        inputMode="numeric"
        autoComplete="one-time-code"
        dir="ltr"
        className="short"
      />
      <button type="submit" className="main" aria-disabled={busy}>
        {t('login.in')}
      </button>
    </Form>
  );
}

export function LogIn({ onDone }: { onDone: () => Promise<void> }) {
  const { t } = useTranslation();
  return (
    <div className="alone">
      <h1 tabIndex={-1}>{t('login.title')}</h1>
      <p className="lead">{t('login.lead')}</p>
      <LogInForm onDone={onDone} />
    </div>
  );
}
