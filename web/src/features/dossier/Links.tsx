// SPDX-License-Identifier: Apache-2.0
// Which other records were said to be this weapon, or not to be, and which very probably are.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Faults } from '../../shared/Boundary';
import { Instant } from '../../shared/Day';
import { chanceOf } from '../trace/chance';
import { Evidence } from '../trace/Evidence';
import { readLinks } from './dossier';

const SIGN: Record<string, string> = { linked: '=', link_rejected: '≠', unlinked: '○' };

export function LinksSection({ record }: { record: string }) {
  const { t, i18n } = useTranslation();
  const { data, error } = useQuery({ queryKey: ['links', record], queryFn: () => readLinks(record) });
  return (
    <section aria-labelledby="links">
      <h2 id="links">{t('dossier.links')}</h2>
      <Faults error={error} />
      {data && data.links.length + data.proposed.length === 0 && <p>{t('dossier.noLinks')}</p>}
      <ul className="linkList">
        {data?.links.map((one) => (
          <li key={`${one.record} ${one.seq}`}>
            <strong>
              <span aria-hidden="true">{SIGN[one.state] ?? '•'} </span>
              {t(`names.links.${one.state}`, { defaultValue: one.state })}
            </strong>{' '}
            <Link to="/items/$id" params={{ id: one.record }}>
              <bdi className="mono">{one.owner}</bdi>
            </Link>{' '}
            <Instant at={one.at} />
            {one.reason && <q>{one.reason}</q>}
          </li>
        ))}
        {data?.proposed.map((one) => (
          <li key={one.record}>
            <details>
              <summary>
                <span aria-hidden="true">◇ </span>
                {t('dossier.proposed')} <bdi className="mono">{one.owner}</bdi>{' '}
                <bdi className="mono">{one.source_id}</bdi> · {chanceOf(one.probability, i18n.language)}
              </summary>
              <p>
                <Link to="/items/$id" params={{ id: one.record }}>
                  {t('inbox.dossier')} <bdi className="mono">{one.source_id}</bdi>
                </Link>
              </p>
              <Evidence evidence={one.evidence} />
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}
