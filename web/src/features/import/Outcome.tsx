// SPDX-License-Identifier: Apache-2.0
// What a check or an import came to: every row of the file is in one of the counts, and each fault says where it is.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Faults } from '../../shared/Boundary';
import { useSettings } from '../../shared/settings';
import { fileOf, type Import, readFaults } from './file';

const FIRST = 50; // faults shown at once

export function Counts({ one }: { one: Import }) {
  const { t } = useTranslation();
  const { language } = useSettings();
  const result = one.result;
  if (!result) return null;
  const number = (n: number) => new Intl.NumberFormat(language).format(n);
  const dry = one.task === 'check';
  const rows = [
    ['rows', result.rows],
    [dry ? 'wouldImport' : 'imported', result.imported],
    [dry ? 'wouldCorrect' : 'corrected', result.corrected],
    ['duplicates', result.duplicates],
    ['rejected', result.rejected],
    ['warned', result.warned],
  ] as const;
  const unresolved = (['make', 'model', 'calibre'] as const).filter((field) => result.unresolved[field] > 0);
  return (
    <>
      <dl className="facts counts">
        {rows.map(([name, n]) => (
          <div key={name}>
            <dt>{t(`imports.counts.${name}`)}</dt>
            <dd>{number(n)}</dd>
          </div>
        ))}
      </dl>
      {unresolved.length > 0 && (
        <details>
          <summary>{t('imports.unresolved')}</summary>
          <p>{t('imports.unresolvedLead')}</p>
          <ul>
            {unresolved.map((field) => (
              <li key={field}>
                {t(`imports.fields.${field}`)}: {number(result.unresolved[field])}{' '}
                <span className="cells">
                  {(result.unresolved_list?.[field] ?? []).map((one) => (
                    <bdi key={one.text}>
                      {one.text} × {number(one.n)}
                    </bdi>
                  ))}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
      {(result.warnings?.length ?? 0) > 0 && (
        <details>
          <summary>{t('imports.warnings', { count: result.warned })}</summary>
          <ul lang="en" dir="ltr">
            {result.warnings!.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </details>
      )}
      {result.rejected > 0 && <Rejected one={one} />}
    </>
  );
}

function Rejected({ one }: { one: Import }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(FIRST);
  const faults = useQuery({
    queryKey: ['faults', one.import, one.task, one.state],
    queryFn: () => readFaults(one.import),
  });
  const list = faults.data?.faults ?? [];
  return (
    <>
      <h3>{t('imports.faults', { count: faults.data?.count ?? 0 })}</h3>
      <p>
        {t('imports.faultsLead')}{' '}
        <a href={fileOf(one.import, 'rejected')} download>
          {t('imports.rejectedFile')}
        </a>{' '}
        <a href={fileOf(one.import, 'errors')} download>
          {t('imports.errorsFile')}
        </a>
      </p>
      <Faults error={faults.error} />
      <div className="scroll" role="region" tabIndex={0} aria-label={t('imports.faultTable')}>
        <table>
          <caption>{t('imports.faultTable')}</caption>
          <thead>
            <tr>
              {(['line', 'column', 'value', 'reason'] as const).map((name) => (
                <th key={name} scope="col">
                  {t(`imports.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {list.slice(0, shown).map((fault, i) => (
              <tr key={i}>
                <th scope="row">{fault.line}</th>
                <td>
                  <bdi className="mono">{fault.column}</bdi>
                </td>
                <td>
                  <bdi className="mono">{fault.value}</bdi>
                </td>
                <td lang="en" dir="ltr">
                  {fault.reason}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {list.length > shown && (
        <button type="button" onClick={() => setShown(shown + 4 * FIRST)}>
          {t('imports.moreFaults', { count: list.length - shown })}
        </button>
      )}
      {faults.data && !faults.data.complete && list.length <= shown && <p>{t('imports.notAll')}</p>}
    </>
  );
}
