// SPDX-License-Identifier: Apache-2.0
// What a search found, or that it found nothing: then what was looked through, how fresh it is, and whom to ask.
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { TraceAnswer } from '../../api/client';
import { Sentence } from '../../shared/Sentence';
import { useStateName } from '../../shared/states';
import { chanceOf } from './chance';

/** "2 hours ago": how old the newest record of a register is. */
function ageOf(instant: string, language: string): string {
  const seconds = (Date.parse(instant) - Date.now()) / 1000;
  const steps = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
  ] as const;
  const [unit, size] = steps.find(([, length]) => Math.abs(seconds) >= length) ?? (['second', 1] as const);
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(Math.round(seconds / size), unit);
}

export function Searched({ answer }: { answer: TraceAnswer }) {
  const { t, i18n } = useTranslation();
  const number = new Intl.NumberFormat(i18n.language);
  const records = answer.searched.reduce((sum, one) => sum + one.records, 0);
  return (
    <details className="searched" open={answer.candidates.length === 0}>
      <summary>{t('trace.searched', { count: answer.searched.length, records: number.format(records) })}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('trace.register')}</th>
            <th scope="col" className="number">
              {t('trace.recordCount')}
            </th>
            <th scope="col">{t('trace.fresh')}</th>
          </tr>
        </thead>
        <tbody>
          {answer.searched.map((one) => (
            <tr key={`${one.owner} ${one.collection}`}>
              <th scope="row">
                <bdi className="mono">{one.owner}</bdi>
              </th>
              <td className="number">{number.format(one.records)}</td>
              <td>
                {one.as_of ? (
                  <time dateTime={one.as_of} title={one.as_of}>
                    {ageOf(one.as_of, i18n.language)}
                  </time>
                ) : (
                  t('trace.never')
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

export function Ask({ answer }: { answer: TraceAnswer }) {
  const { t } = useTranslation();
  const nameOf = useStateName();
  if (answer.ask.length === 0) return null;
  return (
    <section className="ask">
      <h3>{t('trace.ask')}</h3>
      <ul>
        {answer.ask.map((one) => (
          <li key={one.country + one.why}>
            <strong>{nameOf(one.country)}</strong>{' '}
            <Sentence said={one.said} english={one.why} className="quiet" />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** How the marks and words were understood, what numbers tell by their form, and what to be wary of. */
export function Understood({ answer }: { answer: TraceAnswer }) {
  const { t } = useTranslation();
  const nameOf = useStateName();
  const serials = answer.read.marks.flatMap((mark) => mark.serials);
  return (
    <>
      {answer.warnings.length > 0 && (
        <section className="warning">
          <h3>{t('trace.warnings')}</h3>
          <ul>
            {answer.warnings.map((one) => (
              <li key={one.code + one.text}>
                <Sentence said={one.said} english={one.text} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <details className="understood">
        <summary>{t('trace.understood')}</summary>
        <dl className="facts">
          {serials.map((one, i) => (
            <div key={i}>
              <dt>{t(`names.mark_kinds.${one.kind}`, { defaultValue: one.kind })}</dt>
              <dd>
                <bdi className="mono">{one.text}</bdi> → <bdi className="mono">{one.pattern}</bdi>{' '}
                <span className="quiet">{t(`trace.legibility.${one.legibility}`)}</span>
              </dd>
            </div>
          ))}
          {answer.read.fields.map((one) => (
            <div key={one.field}>
              <dt>{t(`evidence.fields.${one.field}`, { defaultValue: one.field })}</dt>
              <dd>
                <bdi className="mono">{one.text}</bdi>{' '}
                {one.resolved && one.code ? (
                  <>
                    → <bdi className="mono">{one.code}</bdi>
                  </>
                ) : (
                  <span className="quiet">{t('trace.unresolved')}</span>
                )}
              </dd>
            </div>
          ))}
        </dl>
      </details>
      {answer.decoded.length > 0 && (
        <section className="decoded">
          <h3>{t('trace.decoded')}</h3>
          <ul>
            {answer.decoded.map((one) => (
              <li key={one.rule}>
                {Object.entries(one.says).map(([name, value], i) => (
                  <Fragment key={name}>
                    {i > 0 && ', '}
                    {t(`said.decoded.${name}`, { defaultValue: name })}{' '}
                    <bdi>{name === 'country' ? nameOf(String(value)) : String(value)}</bdi>
                  </Fragment>
                ))}{' '}
                <bdi className="quiet">
                  {one.rule} · {one.source}
                </bdi>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

export function NoHit({ answer }: { answer: TraceAnswer }) {
  const { t, i18n } = useTranslation();
  return (
    <div className="nohit">
      <h3>{t('trace.noHit')}</h3>
      <p>{t('trace.noHitLead', { chance: chanceOf(answer.none_probability, i18n.language) })}</p>
    </div>
  );
}
