// SPDX-License-Identifier: Apache-2.0
// The accounts of the own authority, and what whoever keeps them does to one: each time with a reason.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../api/client';
import { Faults } from '../../shared/Boundary';
import { Day } from '../../shared/Day';
import { NewAccount } from './NewAccount';
import { type Account, type Change, readAccounts } from './people';

const ChangeDialog = lazy(async () => ({ default: (await import('./ChangeDialog')).ChangeDialog }));

/** `fresh`: asked anew when it is shown, because somebody else may have changed it. */
export const useAccounts = (enabled: boolean, fresh = false) =>
  useQuery({ queryKey: ['accounts'], queryFn: readAccounts, enabled, ...(fresh && { staleTime: 0 }) });

interface RowProps {
  account: Account;
  changes: Change[];
  onChange: (change: Change) => void;
}

function Row({ account, changes, onChange }: RowProps) {
  const { t } = useTranslation();
  const day = account.opened_at?.slice(0, 10) ?? null;
  return (
    <li className="person">
      <div>
        <h3>
          <bdi>{account.name ?? t('people.unnamed')}</bdi> <bdi className="mono quiet">{account.login}</bdi>
        </h3>
        <p>
          <span className={`state ${account.state}`}>
            <span aria-hidden="true">{account.state === 'open' ? '✓ ' : '✕ '}</span>
            {t(`people.states.${account.state}`, { defaultValue: account.state })}
          </span>{' '}
          {account.roles.length === 0 && <span className="quiet">{t('people.noRoles')}</span>}
          {account.roles.map((role) => t(`names.roles.${role}`, { defaultValue: role })).join(' · ')}
        </p>
        <p className="quiet small">
          {t('people.since')} <Day date={{ from: day, to: day }} /> ·{' '}
          <code dir="ltr" className="long">
            {account.id}
          </code>
        </p>
      </div>
      {changes.length > 0 && (
        <div className="row">
          {changes.map((one) => (
            <button key={one} type="button" onClick={() => onChange(one)}>
              {t(`people.changes.${one}`)}
              <span className="hidden">: {account.login}</span>
            </button>
          ))}
        </div>
      )}
    </li>
  );
}

/** What can be done to an account as it is now. */
function changesOf(account: Account, session: Session): Change[] {
  if (!session.permissions.includes('change_accounts') || account.id === session.actor) return [];
  if (account.state !== 'open') return ['reopen'];
  return account.roles.length > 0 ? ['grant', 'withdraw', 'close'] : ['grant', 'close'];
}

export function Accounts({ session }: { session: Session }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data, error, isLoading } = useAccounts(true, true);
  const [asked, setAsked] = useState<{ account: Account; change: Change } | null>(null);
  const [done, setDone] = useState('');
  const keeps = session.permissions.includes('change_accounts');
  const reload = () => void client.invalidateQueries({ queryKey: ['accounts'] });
  return (
    <>
      {keeps && <NewAccount onDone={reload} />}
      <h2>{t('people.count', { count: data?.length ?? 0 })}</h2>
      <Faults error={error} />
      <p role="status" className={done ? 'registered' : ''}>
        {isLoading ? t('shell.loading') : done}
      </p>
      <ul className="persons">
        {data?.map((account) => (
          <Row
            key={account.id}
            account={account}
            changes={changesOf(account, session)}
            onChange={(change) => setAsked({ account, change })}
          />
        ))}
      </ul>
      {asked && (
        <Suspense fallback={null}>
          <ChangeDialog
            {...asked}
            onClose={() => setAsked(null)}
            onDone={(said) => {
              setDone(said);
              setAsked(null);
              reload();
            }}
          />
        </Suspense>
      )}
    </>
  );
}
