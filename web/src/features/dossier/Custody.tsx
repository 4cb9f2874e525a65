// SPDX-License-Identifier: Apache-2.0
// Who had the weapon, from hand to hand. A gap and a contradiction are drawn as such: by their sign, their edge and
// their word, never by colour alone.
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Faults } from '../../shared/Boundary';
import { Day } from '../../shared/Day';
import { Sentence } from '../../shared/Sentence';
import { useStateName } from '../../shared/states';
import type { Contradiction, Custody, CustodyEvent, Gap, Ground } from './dossier';
import { readProbable } from './dossier';
import { EntryButton, WithheldList } from './Entry';
import { lengthOf, stepsOf } from './steps';

const RouteSection = lazy(async () => ({ default: (await import('./route/RouteSection')).RouteSection }));

function EventStep({ event, n, assumed }: { event: CustodyEvent; n: number; assumed: boolean }) {
  const { t } = useTranslation();
  const kind = t(`names.life_events.${event.kind}`, { defaultValue: event.kind });
  return (
    <li className={assumed ? 'event assumed' : 'event'} id={event.id} tabIndex={-1}>
      <span className="when">
        <Day date={event.date} />
      </span>
      <div>
        <p>
          <strong>{kind}</strong> · <bdi className="mono">{event.owner}</bdi>{' '}
          {event.grade && (
            <span className="grade" title={t('dossier.gradeOf')}>
              <span className="hidden">{t('dossier.gradeOf')} </span>
              <bdi className="mono">{event.grade}</bdi>
            </span>
          )}
          {assumed && <span className="note"> {t('dossier.assumed')}</span>}
        </p>
        {(event.from_party || event.to_party || event.place || event.document) && (
          <dl className="said">
            {event.from_party && <Said name="from" value={event.from_party} />}
            {event.to_party && <Said name="to" value={event.to_party} />}
            {event.place && <Said name="place" value={event.place} />}
            {event.document && <Said name="document" value={event.document} mono />}
          </dl>
        )}
        {event.withheld.length > 0 && (
          <p className="quiet">
            {t('dossier.facts.withheld')}: <WithheldList names={event.withheld} />
          </p>
        )}
      </div>
      <EntryButton record={event.record} event={event.id} about={`${n}. ${kind}`} />
    </li>
  );
}

function Said({ name, value, mono = false }: { name: string; value: string; mono?: boolean }) {
  const { t } = useTranslation();
  return (
    <div>
      <dt>{t(`dossier.said.${name}`)}</dt>
      <dd>
        <bdi className={mono ? 'mono' : undefined}>{value}</bdi>
      </dd>
    </div>
  );
}

function GapStep({ gap }: { gap: Gap }) {
  const { t, i18n } = useTranslation();
  return (
    <li className="gap">
      <div className="break">
        <p>
          <strong>
            <span className="breakSign" aria-hidden="true">
              ⋯
            </span>
            {t('dossier.gap')}
          </strong>{' '}
          {lengthOf(gap.from, gap.to, i18n.language)} (<Day date={gap} />)
        </p>
        <p className="sentence">
          <Sentence said={gap.said} english={gap.why} />
        </p>
      </div>
    </li>
  );
}

function ContradictionStep({ one }: { one: Contradiction }) {
  const { t } = useTranslation();
  return (
    <li className="contradiction">
      <div className="break">
        <p>
          <strong>
            <span className="breakSign" aria-hidden="true">
              ≠
            </span>
            {t('dossier.contradiction')}
          </strong>
        </p>
        <p className="sentence">
          <Sentence said={one.said} english={one.why} />
        </p>
      </div>
    </li>
  );
}

function Timeline({ custody, own }: { custody: Custody; own: Set<string> }) {
  const { t } = useTranslation();
  if (custody.events.length === 0) return <p>{t('dossier.noEvents')}</p>;
  return (
    <ol className="timeline">
      {stepsOf(custody).map((step, i) => {
        if (step.is === 'gap') return <GapStep key={i} gap={step.gap} />;
        if (step.is === 'contradiction') return <ContradictionStep key={i} one={step.contradiction} />;
        return <EventStep key={i} event={step.event} n={step.n} assumed={!own.has(step.event.record)} />;
      })}
    </ol>
  );
}

interface GroundsProps {
  grounds: Ground[];
  sign: string;
  word: string;
  custody: Custody;
}

function Grounds({ grounds, sign, word, custody }: GroundsProps) {
  const { t } = useTranslation();
  if (grounds.length === 0) return null;
  const eventsOf = (ground: Ground) => custody.events.filter((event) => ground.events.includes(event.id));
  return (
    <>
      <h4>
        <span aria-hidden="true">{sign} </span>
        {word}
      </h4>
      <ul>
        {grounds.map((ground, i) => (
          <li key={i}>
            <Sentence said={ground.said} english={ground.why} className="because" />{' '}
            {eventsOf(ground).map((event) => (
              <EntryButton
                key={event.id}
                record={event.record}
                event={event.id}
                about={t(`names.life_events.${event.kind}`, { defaultValue: event.kind })}
              />
            ))}
          </li>
        ))}
      </ul>
    </>
  );
}

function Diversion({ custody }: { custody: Custody }) {
  const { t, i18n } = useTranslation();
  const nameOf = useStateName();
  const days = custody.time_to_crime_days;
  return (
    <aside className="diversion" aria-labelledby="diversion">
      <h2 id="diversion">{t('dossier.diversion')}</h2>
      <p>
        <Sentence said={custody.diversion.said} english={custody.diversion.sentence} />
      </p>
      <ol>
        {custody.diversion.hypotheses.map((one) => (
          <li key={`${one.rank} ${one.kind}`}>
            <h3>{t(`names.diversions.${one.kind}`, { defaultValue: one.kind })}</h3>
            {(one.from || one.to) && (
              <p>
                {t('dossier.between')} <Day date={one} />
              </p>
            )}
            {one.place && (
              <p>
                {t('dossier.said.place')}: <bdi>{one.place}</bdi>
              </p>
            )}
            <Grounds grounds={one.support} sign="+" word={t('dossier.for')} custody={custody} />
            <Grounds grounds={one.against} sign="−" word={t('dossier.against')} custody={custody} />
          </li>
        ))}
      </ol>
      {days !== null && (
        <p>
          {t('dossier.timeToCrime')}{' '}
          {new Intl.NumberFormat(i18n.language, { style: 'unit', unit: 'day', unitDisplay: 'long' }).format(days)}
        </p>
      )}
      {custody.ask.length > 0 && (
        <>
          <h2>{t('trace.ask')}</h2>
          <ul>
            {custody.ask.map((one) => (
              <li key={one.country + one.why}>
                <bdi>
                  <strong>{nameOf(one.country)}</strong>
                </bdi>{' '}
                <Sentence said={one.said} english={one.why} className="quiet" />
              </li>
            ))}
          </ul>
        </>
      )}
    </aside>
  );
}

/** The story by the records that are confirmed; beside it, at will, with those that very probably belong to it. */
export function CustodySection({ custody, records }: { custody: Custody; records: string[] }) {
  const { t } = useTranslation();
  const [wide, setWide] = useState(false);
  const probable = useQuery({
    queryKey: ['probable', records[0]],
    queryFn: () => readProbable(records[0] ?? ''),
    enabled: wide && records.length > 0,
  });
  const shown = wide ? (probable.data ?? custody) : custody;
  const assumes = wide ? (probable.data?.assumes ?? []) : [];
  return (
    <>
      <div className="story">
        <section aria-labelledby="custody">
          <h2 id="custody">{t('dossier.custody')}</h2>
          <label className="tick">
            <input type="checkbox" checked={wide} onChange={(event) => setWide(event.target.checked)} />
            {t('dossier.withProbable')}
          </label>
          <Faults error={probable.error} />
          <p role="status" className="note">
            {wide && (probable.data ? t(assumes.length > 0 ? 'dossier.isAssumed' : 'dossier.nothingMore') : '')}
          </p>
          <Timeline custody={shown} own={new Set(records)} />
        </section>
        <Diversion custody={shown} />
      </div>
      <Suspense fallback={null}>
        <RouteSection custody={shown} />
      </Suspense>
    </>
  );
}
