// SPDX-License-Identifier: Apache-2.0
// What the authority was told of its records, in the order of its log.
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Faults } from '../../shared/Boundary';
import { Instant } from '../../shared/Day';
import { useKeys } from '../../shared/keys';
import { useSeen } from '../../shared/seen';
import { useSession } from '../login/session';
import { type Alert, readAlerts } from './hit';

const ICON: Record<string, string> = { possible_match: '◇', found_elsewhere: '✓', match_withdrawn: '–' };

interface RowProps {
  alert: Alert;
  fresh: boolean;
  current: boolean;
  onCurrent: () => void;
}

function Row({ alert, fresh, current, onCurrent }: RowProps) {
  const { t } = useTranslation();
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    if (current && !card.current?.contains(document.activeElement)) card.current?.focus();
  }, [current]);
  return (
    <article
      className="candidate hit"
      ref={card}
      tabIndex={-1}
      aria-label={t(`names.alerts.${alert.kind}`, { defaultValue: alert.kind })}
      onFocus={onCurrent}
    >
      <header>
        <h3>
          <span aria-hidden="true">{ICON[alert.kind] ?? '•'} </span>
          {t(`names.alerts.${alert.kind}`, { defaultValue: alert.kind })}{' '}
          {fresh && (
            <span className="band possible">
              {t('inbox.fresh')} <span className="hidden">{t('inbox.freshSince')}</span>
            </span>
          )}
        </h3>
        <p className="chance">
          <Instant at={alert.at} />
        </p>
      </header>
      <p>{t(`inbox.told.${alert.kind}`, { defaultValue: '' })}</p>
      <p className="links">
        <Link to="/items/$id" params={{ id: alert.record }}>
          {t('inbox.ownRecord')}
        </Link>
        {alert.other && (
          <Link to="/items/$id" params={{ id: alert.other }}>
            {t('inbox.otherRecord')} <bdi className="mono">{alert.other.split('.')[0]}</bdi>
          </Link>
        )}
      </p>
      <p className="quiet long">
        {t('inbox.entry')} <bdi className="mono">{`${alert.owner} ${alert.seq}`}</bdi>{' '}
        <code dir="ltr">{alert.leaf}</code>
      </p>
    </article>
  );
}

export function Alerts() {
  const { t } = useTranslation();
  const [at, setAt] = useState(-1);
  const pages = useInfiniteQuery({
    queryKey: ['alerts'],
    queryFn: ({ pageParam }) => readAlerts(pageParam),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const alerts = pages.data?.pages.flatMap((page) => page.alerts) ?? [];
  const { session } = useSession();
  const newest = alerts.reduce((latest, one) => (one.at > latest ? one.at : latest), '');
  const seen = useSeen('alerts', session?.actor ?? '', newest);
  useKeys({
    j: () => setAt((now) => Math.min(now + 1, alerts.length - 1)),
    k: () => setAt((now) => Math.max(now - 1, 0)),
  });
  return (
    <>
      <Faults error={pages.error} />
      {pages.isLoading && <p role="status">{t('shell.loading')}</p>}
      {pages.data && alerts.length === 0 && <p className="nohit">{t('inbox.noAlerts')}</p>}
      <ol className="candidates">
        {alerts.map((alert, i) => (
          <li key={`${alert.owner} ${alert.seq}`}>
            <Row alert={alert} fresh={alert.at > seen} current={i === at} onCurrent={() => setAt(i)} />
          </li>
        ))}
      </ol>
      {pages.hasNextPage && (
        <button type="button" onClick={() => void pages.fetchNextPage()}>
          {t('inbox.more')}
        </button>
      )}
    </>
  );
}
