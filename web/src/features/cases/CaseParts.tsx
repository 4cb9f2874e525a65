// SPDX-License-Identifier: Apache-2.0
// What a case holds beside its protocol: facts, what to do next, weapons, exhibits, matches.
import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Hit } from '../../api/client';
import { Day } from '../../shared/Day';
import { Sentence } from '../../shared/Sentence';
import { nameOf } from '../dossier/dossier';
import { type CaseFile, type Next, type OneFile } from './file';

export function Facts({ file }: { file: OneFile }) {
  const { t } = useTranslation();
  const rows: [string, ReactNode][] = [];
  if (file.date.from || file.date.to) rows.push([t('register.date'), <Day date={file.date} />]);
  if (file.offence) rows.push([t('cases.offence'), <bdi>{file.offence}</bdi>]);
  if (file.place) rows.push([t('register.place'), <bdi>{file.place}</bdi>]);
  if (file.terrorism !== null) rows.push([t('cases.terrorism'), t(file.terrorism ? 'cases.yes' : 'cases.no')]);
  if (file.linked.length > 0)
    rows.push([
      t('cases.linked'),
      file.linked.map((one) => (
        <Link key={one} to="/cases/$" params={{ _splat: one }}>
          <bdi>{one}</bdi>{' '}
        </Link>
      )),
    ]);
  rows.push([t('dossier.facts.owner'), <bdi className="mono">{file.owner}</bdi>]);
  return (
    <dl className="facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

interface NextProps {
  next: Next[];
  file: CaseFile;
  onOpen?: () => void;
}

export function NextSteps({ next, file, onOpen }: NextProps) {
  const { t } = useTranslation();
  const marksOf = (record: string) =>
    file.records.find((one) => one.record === record)?.marks.map((mark) => mark.text).join(' · ');
  return (
    <section className="next" aria-labelledby="next">
      <h2 id="next">{t('cases.next')}</h2>
      {next.length === 0 && <p>{t('cases.nothingNext')}</p>}
      <ol>
        {next.map((one) => (
          <li key={one.what + one.about}>
            {one.what === 'step' && t(`names.protocol_steps.${one.about}`, { defaultValue: one.about })}
            {one.what === 'decide' && <Link to="/inbox">{t('cases.nextDecide')}</Link>}
            {one.what === 'ask' && (
              <Link to="/items/$id" params={{ id: one.about }}>
                {t('cases.nextAsk')} <bdi className="mono">{marksOf(one.about)}</bdi>
              </Link>
            )}
            {one.what === 'open' && (
              <>
                {t('cases.nextOpen')}{' '}
                {onOpen && (
                  <button type="button" className="main" onClick={onOpen}>
                    {t('cases.openFile')}
                  </button>
                )}
              </>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

export function Weapons({ file }: { file: CaseFile }) {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="weapons">
      <h2 id="weapons">{t('cases.weapons')}</h2>
      {file.records.length === 0 && <p>{t('cases.noWeapons')}</p>}
      <ul className="cards">
        {file.records.map((record) => {
          const weapon = file.weapons.find((one) => one.records.includes(record.record));
          const { name, calibre } = nameOf([record]);
          return (
            <li key={record.record}>
              <h3>
                <Link to="/items/$id" params={{ id: record.record }}>
                  <bdi>{name || t('dossier.unnamed')}</bdi>
                </Link>{' '}
                <bdi className="quiet">{calibre}</bdi>
              </h3>
              <p>
                {record.marks.map((mark) => (
                  <bdi className="mono number" key={mark.kind + mark.text}>
                    {mark.text}
                  </bdi>
                ))}
              </p>
              <ul className="statuses">
                {weapon?.status
                  .filter((one) => one.owner !== '*')
                  .map((one) => (
                    <li key={one.owner}>
                      <strong>{t(`names.life_events.${one.status}`, { defaultValue: one.status })}</strong>{' '}
                      <bdi className="mono">{one.owner}</bdi>{' '}
                      {one.as_of && <Day date={{ from: one.as_of, to: one.as_of }} />}
                    </li>
                  ))}
              </ul>
              {weapon && (
                <p className="sentence">
                  <Sentence said={weapon.said} english={weapon.sentence} />
                </p>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** What was packed under a number, and in which steps it was handled. */
export function Exhibits({ file }: { file: CaseFile }) {
  const { t } = useTranslation();
  const rows = new Map<string, string[]>();
  for (const one of file.files)
    for (const check of one.checklist)
      for (const done of check.done)
        if (done.exhibit) rows.set(done.exhibit, [...(rows.get(done.exhibit) ?? []), check.step]);
  if (rows.size === 0) return null;
  return (
    <section aria-labelledby="exhibits">
      <h2 id="exhibits">{t('cases.exhibits')}</h2>
      <ul>
        {[...rows].map(([exhibit, steps]) => (
          <li key={exhibit}>
            <bdi className="mono">{exhibit}</bdi>
            <ul>
              {steps.map((step) => (
                <li key={step}>{t(`names.protocol_steps.${step}`, { defaultValue: step })}</li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function CaseHits({ hits }: { hits: Hit[] }) {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="hits">
      <h2 id="hits">{t('inbox.hits')}</h2>
      {hits.length === 0 && <p>{t('cases.noHits')}</p>}
      <ul>
        {hits.map((hit) => (
          <li key={hit.hit}>
            <strong>{t(`inbox.states.${hit.state}`)}</strong>{' '}
            <bdi className="mono">{hit.in_hand.marks.map((mark) => String(mark.text)).join(' · ')}</bdi>{' '}
            {t(`names.life_events.${hit.looked_for.kind}`, { defaultValue: hit.looked_for.kind })}{' '}
            <Link to="/items/$id" params={{ id: hit.looked_for.record }}>
              <bdi className="mono">{hit.looked_for.owner}</bdi>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
