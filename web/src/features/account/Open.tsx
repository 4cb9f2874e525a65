// SPDX-License-Identifier: Apache-2.0
// What one has open: the own sessions, of which each other one can be ended, and the tokens of the own programs.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, why } from '../../api/client';
import { Faults } from '../../shared/Boundary';
import { Instant } from '../../shared/Day';

const readSessions = async () => (await answerOf(api.GET('/v1/sessions'))).sessions;
const readTokens = async () => (await answerOf(api.GET('/v1/tokens'))).tokens;

/** Reads a list, and reads it again after something of it was ended. */
function useList<T>(key: string, read: () => Promise<T[]>) {
  const client = useQueryClient();
  const { data, error } = useQuery({ queryKey: [key], queryFn: read, staleTime: 0 });
  const [failed, setFailed] = useState<unknown>(null);
  const end = async (ending: Promise<unknown>) => {
    try {
      await ending;
      setFailed(null);
      await client.invalidateQueries({ queryKey: [key] });
    } catch (caught) {
      setFailed(caught);
    }
  };
  return { list: data, error: failed ?? error, end };
}

function Head({ columns }: { columns: string[] }) {
  const { t } = useTranslation();
  return (
    <thead>
      <tr>
        {columns.map((name) => (
          <th scope="col" key={name}>
            {name === 'act' ? <span className="hidden">{t('open.act')}</span> : t(`open.${name}`)}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function Cell({ name, children }: { name: string; children: ReactNode }) {
  const { t } = useTranslation();
  return <td data-label={t(`open.${name}`)}>{children}</td>;
}

export function Sessions() {
  const { t } = useTranslation();
  const { list, error, end } = useList('sessions', readSessions);
  const close = (id: string) => end(answerOf(api.DELETE('/v1/sessions/{id}', { params: { path: { id } } })));
  const others = list?.filter((one) => !one.current) ?? [];
  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions">{t('open.sessions')}</h2>
      <p>{t('open.sessionsLead')}</p>
      <Faults error={error} />
      <table className="plainTable asCards">
        <Head columns={['since', 'lastUsed', 'from', 'how', 'act']} />
        <tbody>
          {list?.map((one) => (
            <tr key={one.id}>
              <Cell name="since">
                <Instant at={one.made_at} />
              </Cell>
              <Cell name="lastUsed">
                <Instant at={one.last_used_at} />
              </Cell>
              <Cell name="from">
                <bdi className="mono">{one.source}</bdi>
              </Cell>
              <Cell name="how">{t(`open.hows.${one.how}`, { defaultValue: one.how })}</Cell>
              <Cell name="act">
                {one.current ? (
                  <strong>{t('open.thisOne')}</strong>
                ) : (
                  <button type="button" onClick={() => void close(one.id)}>
                    {t('open.end')}
                  </button>
                )}
              </Cell>
            </tr>
          ))}
        </tbody>
      </table>
      {others.length > 1 && (
        <button type="button" onClick={() => void end(answerOf(api.DELETE('/v1/sessions', {})))}>
          {t('open.endOthers')}
        </button>
      )}
    </section>
  );
}

export function Tokens() {
  const { t } = useTranslation();
  const { list, error, end } = useList('tokens', readTokens);
  const revoke = (id: string) =>
    end(answerOf(api.DELETE('/v1/tokens/{id}', { params: { header: why(), path: { id } } })));
  return (
    <section aria-labelledby="tokens">
      <h2 id="tokens">{t('open.tokens')}</h2>
      <Faults error={error} />
      {list?.length === 0 && <p>{t('open.noTokens')}</p>}
      {(list?.length ?? 0) > 0 && (
        <table className="plainTable asCards">
          <Head columns={['label', 'since', 'lastUsed', 'until', 'act']} />
          <tbody>
            {list?.map((one) => (
              <tr key={one.id}>
                <Cell name="label">
                  <bdi>{one.label}</bdi>
                </Cell>
                <Cell name="since">
                  <Instant at={one.made_at} />
                </Cell>
                <Cell name="lastUsed">{one.last_used_on ?? '—'}</Cell>
                <Cell name="until">
                  <Instant at={one.expires_at} />
                </Cell>
                <Cell name="act">
                  {one.revoked ? (
                    <span className="quiet">{t('open.revoked')}</span>
                  ) : (
                    <button type="button" onClick={() => void revoke(one.id)}>
                      {t('open.revoke')}
                    </button>
                  )}
                </Cell>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
