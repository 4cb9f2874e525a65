// SPDX-License-Identifier: Apache-2.0
// One change of an account: what it does is told before the reason is asked for.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../shared/Dialog';
import { PickField } from '../../shared/Field';
import { ReasonForm } from '../trace/ReasonForm';
import { type Account, type Change, changeAccount, readRoles } from './people';

interface Props {
  account: Account;
  change: Change;
  onClose: () => void;
  onDone: (said: string) => void;
}

export function ChangeDialog({ account, change, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const roles = useQuery({ queryKey: ['roles'], queryFn: readRoles, staleTime: Infinity });
  const offered =
    change === 'withdraw'
      ? account.roles
      : (roles.data ?? []).map((one) => one.role).filter((one) => !account.roles.includes(one));
  const [picked, setPicked] = useState('');
  const role = offered.includes(picked) ? picked : (offered[0] ?? '');
  const [granted, setGranted] = useState(false);
  const nameOf = (code: string) => t(`names.roles.${code}`, { defaultValue: code });
  const send = async (reason: string) => {
    const answer = await changeAccount(change, account.id, reason, role);
    setGranted((answer as { granted?: boolean }).granted ?? false);
  };
  const said = granted ? t('people.granted') : t(`people.done.${change}`);
  const lead = (
    <>
      <p>
        <bdi>{account.name}</bdi> <bdi className="mono">{account.login}</bdi>
      </p>
      <p>{t(`people.about.${change}`)}</p>
      {(change === 'grant' || change === 'withdraw') && (
        <PickField
          label={t('people.role')}
          value={role}
          onValue={setPicked}
          options={offered.map((code) => ({ code, name: nameOf(code) }))}
        />
      )}
    </>
  );
  return (
    <Dialog title={t(`people.changes.${change}`)} onClose={onClose}>
      <ReasonForm
        lead={lead}
        send={send}
        sendWord={t(`people.changes.${change}`)}
        onClose={onClose}
        onDone={() => onDone(`${account.login}: ${said}`)}
      />
    </Dialog>
  );
}
