// SPDX-License-Identifier: Apache-2.0
// Opens an account. The first password and the secret of the authenticator are told once, here, and nowhere again.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Faults } from '../../shared/Boundary';
import { TextField } from '../../shared/Field';
import { Form } from '../../shared/Form';
import { QrCode } from '../../shared/QrCode';
import { openAccount, type Opened } from './people';

function Told({ opened, onDone }: { opened: Opened; onDone: () => void }) {
  const { t } = useTranslation();
  return (
    <section className="told" aria-labelledby="told">
      <h2 id="told" tabIndex={-1} ref={(heading) => heading?.focus()}>
        {t('people.opened')} <bdi className="mono">{opened.login}</bdi>
      </h2>
      <p>{t('people.toldOnce')}</p>
      <div className="secrets">
        <QrCode text={opened.authenticator} label={t('account.qr')} />
        <dl className="facts">
          <div>
            <dt>{t('people.firstPassword')}</dt>
            <dd>
              <code dir="ltr">{opened.password}</code>
            </dd>
          </div>
          <div>
            <dt>{t('account.authenticator')}</dt>
            <dd>
              <code dir="ltr" className="secret">
                {new URL(opened.authenticator).searchParams.get('secret')}
              </code>
            </dd>
          </div>
        </dl>
      </div>
      <p>{t('people.noRolesYet')}</p>
      <button type="button" className="main" onClick={onDone}>
        {t('people.handedOver')}
      </button>
    </section>
  );
}

export function NewAccount({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const [login, setLogin] = useState('');
  const [name, setName] = useState('');
  const [tried, setTried] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [opened, setOpened] = useState<Opened | null>(null);
  const missing = (value: string) => (tried && !value.trim() ? t('why.missing') : undefined);
  const send = async () => {
    setTried(true);
    if (!login.trim() || !name.trim()) return;
    try {
      setOpened(await openAccount(login.trim(), name.trim()));
      setError(null);
      setTried(false);
      setLogin('');
      setName('');
      onDone();
    } catch (caught) {
      setError(caught);
    }
  };
  if (opened) return <Told opened={opened} onDone={() => setOpened(null)} />;
  return (
    <details className="newAccount">
      <summary>{t('people.open')}</summary>
      <Form onSend={send}>
        <Faults error={error} focus />
        <div className="grid">
          <TextField
            label={t('login.name')}
            hint={t('people.loginHint')}
            value={login}
            onValue={setLogin}
            fault={missing(login)}
            dir="ltr"
          />
          <TextField
            label={t('people.name')}
            hint={t('people.nameHint')}
            value={name}
            onValue={setName}
            fault={missing(name)}
          />
        </div>
        <button type="submit" className="main">
          {t('people.openIt')}
        </button>
      </Form>
    </details>
  );
}
