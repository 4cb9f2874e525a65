// SPDX-License-Identifier: Apache-2.0
// One's own account: password, and the authenticator of the second factor with its code to scan.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client';
import { Faults } from '../../shared/Boundary';
import { TextField } from '../../shared/Field';
import { Form } from '../../shared/Form';
import { QrCode } from '../../shared/QrCode';
import { useSession } from '../login/session';
import { PasswordForm } from './FirstPassword';
import { Sessions, Tokens } from './Open';

function Authenticator() {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const [uri, setUri] = useState('');
  const [code, setCode] = useState('');
  const [done, setDone] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const attempt = async (act: () => Promise<void>) => {
    try {
      await act();
      setError(null);
    } catch (caught) {
      setError(caught);
    }
  };
  const begin = () =>
    attempt(async () => {
      const begun = await answerOf(api.POST('/v1/sessions/current/authenticator', { body: { password } }), false);
      setUri(begun.uri);
      setPassword('');
    });
  const confirm = () =>
    attempt(async () => {
      await answerOf(api.POST('/v1/sessions/current/authenticator/confirm', { body: { code } }), false);
      setDone(true);
      setUri('');
    });
  return (
    <Form className="narrow" onSend={() => (uri ? confirm() : begin())}>
      <h2>{t('account.authenticator')}</h2>
      <p>{t('account.authenticatorLead')}</p>
      <Faults error={error} focus />
      <p role="status">{done ? t('account.authenticatorDone') : ''}</p>
      {uri ? (
        <>
          <QrCode text={uri} label={t('account.qr')} />
          <p className="hint">{t('account.secret')}</p>
          <code className="long" dir="ltr">
            {new URL(uri).searchParams.get('secret') ?? uri}
          </code>
          <TextField
            label={t('login.code')}
            value={code}
            onValue={setCode}
            inputMode="numeric"
            dir="ltr"
            className="short"
          />
        </>
      ) : (
        <TextField
          label={t('login.password')}
          value={password}
          onValue={setPassword}
          type="password"
          autoComplete="current-password"
          dir="ltr"
        />
      )}
      <button type="submit">{uri ? t('account.confirm') : t('account.begin')}</button>
    </Form>
  );
}

export function AccountPage() {
  const { t } = useTranslation();
  const { session } = useSession();
  const [changed, setChanged] = useState(false);
  return (
    <>
      <h1 tabIndex={-1}>{t('account.title')}</h1>
      <dl className="facts">
        <dt>{t('account.authority')}</dt>
        <dd>
          <bdi className="mono">{session?.authority}</bdi>
        </dd>
        <dt>{t('account.roles')}</dt>
        <dd>{session?.roles.map((role) => t(`names.roles.${role}`, { defaultValue: role })).join(', ')}</dd>
      </dl>
      <h2>{t('account.password')}</h2>
      <p role="status">{changed ? t('account.changed') : ''}</p>
      <PasswordForm onDone={() => setChanged(true)} />
      <Authenticator />
      <Sessions />
      <Tokens />
    </>
  );
}
