// SPDX-License-Identifier: Apache-2.0
// Month by month: found and, of them, linked, as columns; the table under it says the same and the questions besides.
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';

type Month = Schemas['Statistics']['months'][number];

const HIGH = 100;
const WIDE = 20; // of a month

/** Each month from the first to the last, also those in which nothing was counted. */
export function everyMonth(months: Month[]): Month[] {
  const out: Month[] = [];
  for (const one of months) {
    const last = out.at(-1);
    if (last) {
      const next = new Date(`${last.month}-01T00:00:00Z`);
      for (;;) {
        next.setUTCMonth(next.getUTCMonth() + 1);
        const month = next.toISOString().slice(0, 7);
        if (month >= one.month) break;
        out.push({ month, asked: 0, found: 0, linked: 0 });
      }
    }
    out.push(one);
  }
  return out;
}

export function Months({ months: counted }: { months: Month[] }) {
  const { t, i18n } = useTranslation();
  const number = new Intl.NumberFormat(i18n.language);
  const name = new Intl.DateTimeFormat(i18n.language, { year: 'numeric', month: 'short', timeZone: 'UTC' });
  if (counted.length === 0) return null;
  const months = everyMonth(counted);
  const most = Math.max(1, ...months.map((one) => one.found));
  const highOf = (count: number) => (HIGH * count) / most;
  return (
    <section>
      <h2>{t('statistics.months')}</h2>
      <p className="legend" aria-hidden="true">
        <span className="foundKey" /> {t('statistics.found')} <span className="linkedKey" /> {t('statistics.linked')}
      </p>
      <svg
        className="months"
        aria-hidden="true"
        viewBox={`0 0 ${months.length * WIDE} ${HIGH}`}
        preserveAspectRatio="none"
      >
        {months.map((one, i) => (
          <g key={one.month}>
            <rect
              className="found"
              x={i * WIDE + 3}
              y={HIGH - highOf(one.found)}
              width={WIDE - 6}
              height={highOf(one.found)}
            />
            <rect
              className="linked"
              x={i * WIDE + 3}
              y={HIGH - highOf(one.linked)}
              width={WIDE - 6}
              height={highOf(one.linked)}
            />
          </g>
        ))}
      </svg>
      <details>
        <summary>{t('statistics.asTable')}</summary>
        <table className="counts" aria-label={t('statistics.months')}>
          <thead>
            <tr>
              <th scope="col">{t('statistics.month')}</th>
              <th scope="col">{t('statistics.asked')}</th>
              <th scope="col">{t('statistics.found')}</th>
              <th scope="col">{t('statistics.linked')}</th>
            </tr>
          </thead>
          <tbody>
            {counted.map((one) => (
              <tr key={one.month}>
                <th scope="row">
                  <time dateTime={one.month}>{name.format(new Date(`${one.month}-01T00:00:00Z`))}</time>
                </th>
                <td>{number.format(one.asked)}</td>
                <td>{number.format(one.found)}</td>
                <td>{number.format(one.linked)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}
