// SPDX-License-Identifier: Apache-2.0
// What one person asked for and another one decides: those that wait first, each with what it is about and why.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../api/client';
import { Faults } from '../../shared/Boundary';
import { Instant } from '../../shared/Day';
import { useAccounts } from './Accounts';
import { AskForm } from './AskForm';
import { type Approval, canApprove, canRefuse, readApprovals } from './people';

const DecideDialog = lazy(async () => ({ default: (await import('./DecideDialog')).DecideDialog }));
const SIGN: Record<string, string> = { asked: '◇', given: '✓', refused: '✕', expired: '–' };

/** Who it is, as far as this reader may know. */
function useLogins(session: Session) {
  const { t } = useTranslation();
  const { data } = useAccounts(session.permissions.includes('read_accounts'));
  return (id: string): ReactNode => {
    if (id === session.actor) return t('people.you');
    const account = data?.find((one) => one.id === id);
    return account ? <bdi>{account.name ?? account.login}</bdi> : <code dir="ltr">{id}</code>;
  };
}

function OrderValue({ name, value, who }: { name: string; value: string; who: (id: string) => ReactNode }) {
  const { t } = useTranslation();
  if (name === 'account') return who(value);
  if (name === 'role') return t(`names.roles.${value}`, { defaultValue: value });
  if (name === 'codes')
    return value
      .split(',')
      .map((one) => t(`names.handling_codes.${one}`, { defaultValue: one }))
      .join(' · ');
  if (name === 'onward') return t(`names.onward_rules.${value}`, { defaultValue: value });
  if (name === 'ground') return t(`names.erasure_grounds.${value}`, { defaultValue: value });
  if (name === 'record')
    return (
      <Link to="/items/$id" params={{ id: value }}>
        <bdi className="mono">{value}</bdi>
      </Link>
    );
  return <bdi className="mono">{value}</bdi>;
}

interface CardProps {
  one: Approval;
  session: Session;
  who: (id: string) => ReactNode;
  onDecide: (how: 'approve' | 'refuse') => void;
}

function Card({ one, session, who, onDecide }: CardProps) {
  const { t } = useTranslation();
  const approves = canApprove(one, session);
  const refuses = canRefuse(one, session);
  return (
    <li className="approval">
      <h3>
        <span className={`state ${one.state}`}>
          <span aria-hidden="true">{SIGN[one.state] ?? '•'} </span>
          {t(`people.approvalStates.${one.state}`, { defaultValue: one.state })}
        </span>{' '}
        {t(`names.approval_actions.${one.action}`, { defaultValue: one.action })}
      </h3>
      <dl className="facts">
        {Object.entries(one.order).map(([name, value]) => (
          <div key={name}>
            <dt>{t(`people.order.${name}`, { defaultValue: name })}</dt>
            <dd>
              <OrderValue name={name} value={String(value)} who={who} />
            </dd>
          </div>
        ))}
        <div>
          <dt>{t('verdicts.reason')}</dt>
          <dd>
            <q>{one.reason}</q>
          </dd>
        </div>
        <div>
          <dt>{t('people.askedBy')}</dt>
          <dd>
            {who(one.asked_by)} · <Instant at={one.asked_at} />
          </dd>
        </div>
        {one.state === 'asked' ? (
          <div>
            <dt>{t('people.runsOut')}</dt>
            <dd>
              <Instant at={one.runs_out_at} />
            </dd>
          </div>
        ) : (
          one.decided_by && (
            <div>
              <dt>{t('people.decidedBy')}</dt>
              <dd>{who(one.decided_by)}</dd>
            </div>
          )
        )}
      </dl>
      {one.state === 'asked' && !approves && <p className="note">{t('people.needsAnother')}</p>}
      {(approves || refuses) && (
        <div className="row">
          {approves && (
            <button type="button" className="main" onClick={() => onDecide('approve')}>
              {t('people.approve')}
            </button>
          )}
          {refuses && (
            <button type="button" onClick={() => onDecide('refuse')}>
              {t(one.asked_by === session.actor ? 'people.takeBack' : 'people.refuse')}
            </button>
          )}
        </div>
      )}
    </li>
  );
}

export function Approvals({ session }: { session: Session }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data, error, isLoading } = useQuery({ queryKey: ['approvals'], queryFn: readApprovals, staleTime: 0 });
  const who = useLogins(session);
  const [asked, setAsked] = useState<{ one: Approval; how: 'approve' | 'refuse' } | null>(null);
  const reload = () => {
    void client.invalidateQueries({ queryKey: ['approvals'] });
    void client.invalidateQueries({ queryKey: ['accounts'] });
  };
  const waits = (one: Approval) => (one.state === 'asked' ? 0 : 1);
  const listed = [...(data ?? [])].sort(
    (a, b) => waits(a) - waits(b) || b.asked_at.localeCompare(a.asked_at, 'en'),
  );
  return (
    <>
      <p className="lead">{t('people.twoPersons')}</p>
      {session.permissions.includes('ask_for_two') && <AskForm session={session} onDone={reload} />}
      <Faults error={error} />
      {isLoading && <p role="status">{t('shell.loading')}</p>}
      {data?.length === 0 && <p className="nohit">{t('people.noApprovals')}</p>}
      <ul className="persons">
        {listed.map((one) => (
          <Card
            key={one.approval}
            one={one}
            session={session}
            who={who}
            onDecide={(how) => setAsked({ one, how })}
          />
        ))}
      </ul>
      {asked && (
        <Suspense fallback={null}>
          <DecideDialog
            {...asked}
            onClose={() => setAsked(null)}
            onDone={() => {
              setAsked(null);
              reload();
            }}
          />
        </Suspense>
      )}
    </>
  );
}
