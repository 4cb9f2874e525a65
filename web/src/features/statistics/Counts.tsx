// SPDX-License-Identifier: Apache-2.0
// How often each code was counted: a table whose bars are drawn beside the numbers and say no more than they do.
import { useTranslation } from 'react-i18next';

interface Props {
  title: string;
  list: { codes: { code: string; name: string; count: number }[]; others: number; unknown: number };
}

export function Counts({ title, list }: Props) {
  const { t, i18n } = useTranslation();
  const number = new Intl.NumberFormat(i18n.language);
  const rows = [
    ...list.codes,
    ...(list.others ? [{ code: '+', name: t('statistics.others'), count: list.others }] : []),
    ...(list.unknown ? [{ code: '?', name: t('statistics.unknown'), count: list.unknown }] : []),
  ];
  const most = Math.max(1, ...rows.map((one) => one.count));
  return (
    <section>
      <h2>{title}</h2>
      {rows.length === 0 ? (
        <p className="quiet">{t('statistics.none')}</p>
      ) : (
        <table className="counts" aria-label={title}>
          <thead className="hidden">
            <tr>
              <th scope="col">{title}</th>
              <th scope="col">{t('statistics.number')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((one) => (
              <tr key={one.code}>
                <th scope="row">
                  <bdi>{one.name}</bdi>
                  <svg className="bar" aria-hidden="true" viewBox="0 0 100 4" preserveAspectRatio="none">
                    <rect width={(100 * one.count) / most} height="4" />
                  </svg>
                </th>
                <td>{number.format(one.count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
