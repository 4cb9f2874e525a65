// SPDX-License-Identifier: Apache-2.0
// From State to State: the map, what its signs mean, and under it the same as a table.
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Day } from '../../../shared/Day';
import { useStateName } from '../../../shared/states';
import type { Custody } from '../dossier';
import { goTo, RouteMap } from './RouteMap';
import { type Stop, stopsOf } from './stops';
import './route.css';

const readWorld = async () => (await import('virtual:world')).default;

interface RowProps {
  stop: Stop;
  nameOf: (state: string) => string;
  tellsGaps: boolean;
}

function Row({ stop, nameOf, tellsGaps }: RowProps) {
  const { t } = useTranslation();
  const { event } = stop;
  const kind = t(`names.life_events.${event.kind}`, { defaultValue: event.kind });
  return (
    <tr className={stop.gapAfter ? 'beforeGap' : undefined}>
      <th scope="row" data-label={t('route.stop')}>
        <a
          href={`#${event.id}`}
          onClick={(click) => {
            click.preventDefault();
            goTo(event.id);
          }}
        >
          {stop.n}
          <span className="hidden">. {kind}</span>
        </a>
      </th>
      <td data-label={t('route.state')}>
        <span>
          <bdi>{nameOf(stop.state)}</bdi>{' '}
          {event.state_by === 'owner' && <span className="note">{t('route.byOwner')}</span>}
        </span>
      </td>
      <td data-label={t('dossier.said.place')} className={event.place ? undefined : 'none'}>
        {event.place ? <bdi>{event.place}</bdi> : '—'}
      </td>
      <td data-label={t('dossier.facts.day')}>
        <Day date={event.date} />
      </td>
      <td data-label={t('dossier.facts.kind')}>
        <span>
          {kind}
          {event.bound_for && (
            <span className="note">
              {' '}
              {t('route.boundFor')} <bdi>{nameOf(event.bound_for)}</bdi>
            </span>
          )}
        </span>
      </td>
      <td data-label={t('dossier.facts.owner')}>
        <bdi className="mono">{event.owner}</bdi>
      </td>
      {tellsGaps && (
        <td data-label={t('route.then')} className={stop.gapAfter ? undefined : 'none'}>
          {stop.gapAfter ? (
            <span>
              <span aria-hidden="true">⋯ </span>
              {t('route.gap')}
            </span>
          ) : (
            '—'
          )}
        </td>
      )}
    </tr>
  );
}

export function RouteSection({ custody }: { custody: Custody }) {
  const { t } = useTranslation();
  const nameOf = useStateName();
  const world = useQuery({ queryKey: ['world'], queryFn: readWorld, staleTime: Infinity });
  const stops = stopsOf(custody);
  if (stops.length === 0) return null;
  const unplaced = custody.events.length - stops.length;
  const isInvented = world.data !== undefined && stops.some((one) => !world.data.points[one.state]);
  const tell = (stop: Stop) => {
    const { event } = stop;
    const day = event.date.from ?? event.date.to ?? t('names.undated');
    const kind = t(`names.life_events.${event.kind}`, { defaultValue: event.kind });
    return `${stop.n}. ${kind}, ${nameOf(stop.state)}, ${day}`;
  };
  const tellsGaps = stops.some((one) => one.gapAfter);
  const columns = ['route.stop', 'route.state', 'dossier.said.place', 'dossier.facts.day', 'dossier.facts.kind'];
  return (
    <section aria-labelledby="route" className="route">
      <h2 id="route">{t('route.title')}</h2>
      <figure>
        {world.data && <RouteMap stops={stops} world={world.data} nameOf={nameOf} tell={tell} />}
        {world.isLoading && <p role="status">{t('shell.loading')}</p>}
        {world.error && <p>{t('route.noMap')}</p>}
        <figcaption>
          <span className="signs">
            {(['Place', 'Owner', 'Gap'] as const).map((one) => (
              <span key={one}>
                <span className={`sign ${one.toLowerCase()}`} aria-hidden="true" />
                {t(`route.legend${one}`)}
              </span>
            ))}
          </span>
          <span>{t('route.disclaimer')}</span>
          {isInvented && <span>{t('route.offMap')}</span>}
          {unplaced > 0 && <span>{t('route.unplaced', { count: unplaced })}</span>}
        </figcaption>
      </figure>
      <table className="plainTable asCards stops">
        <thead>
          <tr>
            {[...columns, 'dossier.facts.owner', ...(tellsGaps ? ['route.then'] : [])].map((name) => (
              <th scope="col" key={name}>
                {t(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {stops.map((stop) => (
            <Row key={stop.event.id} stop={stop} nameOf={nameOf} tellsGaps={tellsGaps} />
          ))}
        </tbody>
      </table>
    </section>
  );
}
