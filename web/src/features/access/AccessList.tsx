// SPDX-License-Identifier: Apache-2.0
// Entries of the access log, newest first: who was shown what, for which purpose, case and basis.
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Faults } from '../../shared/Boundary';
import { Instant } from '../../shared/Day';
import { useMay } from '../login/session';
import { useAccounts } from '../people/Accounts';
import { type About, type Access, readAccesses } from './access';
import './access.css';

/** The name of an account of the own authority, where this reader may know it. */
export function useNamesOfActors() {
  const { t } = useTranslation();
  const may = useMay();
  const { data } = useAccounts(may('read_accounts'));
  return (id: string) => {
    if (id.startsWith('console:')) return t('access.console');
    const account = data?.find((one) => one.id === id);
    return account ? `${account.name ?? ''} (${account.login})` : '';
  };
}

function Shown({ entry }: { entry: Access }) {
  const { t } = useTranslation();
  if (entry.count === 0) return <span className="quiet">{t('access.nothing')}</span>;
  return (
    <details>
      <summary>{t('access.things', { count: entry.count })}</summary>
      <ul className="things">
        {entry.shown.map((id) => (
          <li key={id}>
            <Link to="/access" search={{ record: id }}>
              <code dir="ltr">{id}</code>
            </Link>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Row({ entry, who }: { entry: Access; who: (id: string) => string }) {
  const { t } = useTranslation();
  const cells = [
    ['when', <Instant at={entry.at} />],
    [
      'who',
      who(entry.actor) ? (
        <bdi title={entry.actor}>{who(entry.actor)}</bdi>
      ) : (
        <code dir="ltr" className="long">
          {entry.actor}
        </code>
      ),
    ],
    ['did', t(`names.access_actions.${entry.action}`, { defaultValue: entry.action })],
    [
      'why',
      <>
        {t(`names.purposes.${entry.purpose}`, { defaultValue: entry.purpose })}
        <span className="quiet">{t(`names.legal_bases.${entry.basis}`, { defaultValue: entry.basis })}</span>
      </>,
    ],
    [
      'case',
      entry.erased ? (
        <span className="quiet">{t('access.erased')}</span>
      ) : (
        <>
          <bdi className="mono">{entry.case ?? '—'}</bdi>
          {entry.reason && <q>{entry.reason}</q>}
        </>
      ),
    ],
    ['shown', <Shown entry={entry} />],
  ] as const;
  return (
    <tr>
      {cells.map(([name, value]) => (
        <td key={name} data-label={t(`access.columns.${name}`)} className={`of-${name}`}>
          {value}
        </td>
      ))}
    </tr>
  );
}

export function AccessList({ about }: { about: About }) {
  const { t } = useTranslation();
  const who = useNamesOfActors();
  const pages = useInfiniteQuery({
    queryKey: ['access', about.record ?? '', about.actor ?? ''],
    queryFn: ({ pageParam }) => readAccesses(about, pageParam),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: 0,
  });
  const entries = pages.data?.pages.flatMap((page) => page.accesses) ?? [];
  if (pages.error) return <Faults error={pages.error} focus />;
  if (pages.isLoading) return <p role="status">{t('shell.loading')}</p>;
  return (
    <>
      <p role="status">{t(pages.hasNextPage ? 'access.first' : 'access.all', { count: entries.length })}</p>
      {entries.length > 0 && (
        <table className="plainTable asCards accessTable">
          <thead>
            <tr>
              {(['when', 'who', 'did', 'why', 'case', 'shown'] as const).map((name) => (
                <th scope="col" key={name}>
                  {t(`access.columns.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <Row key={entry.seq} entry={entry} who={who} />
            ))}
          </tbody>
        </table>
      )}
      {pages.hasNextPage && (
        <button type="button" onClick={() => void pages.fetchNextPage()}>
          {t('inbox.more')}
        </button>
      )}
    </>
  );
}
