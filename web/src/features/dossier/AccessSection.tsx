// SPDX-License-Identifier: Apache-2.0
// Who saw these records: shown to whoever may read the access log, told of to everybody else.
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useSession } from '../login/session';
import type { RecordOf } from './dossier';

const AccessList = lazy(async () => ({ default: (await import('../access/AccessList')).AccessList }));

export function AccessSection({ records }: { records: RecordOf[] }) {
  const { t } = useTranslation();
  const may = useMay();
  const { session } = useSession();
  const audits = may('read_accesses');
  const own = records.filter((one) => one.owner === session?.authority);
  const owners = [...new Set(records.map((one) => one.owner))].filter(
    (one) => !audits || one !== session?.authority,
  );
  return (
    <section aria-labelledby="access" className="accessSection">
      <h2 id="access">{t('access.log')}</h2>
      {audits &&
        own.map((one) => (
          <div key={one.record}>
            <p>
              <Link to="/access" search={{ record: one.record }}>
                <bdi className="mono">{one.owner}</bdi> <bdi className="mono">{one.source_id ?? one.record}</bdi>
              </Link>
            </p>
            <Suspense fallback={<p role="status">{t('shell.loading')}</p>}>
              <AccessList about={{ record: one.record }} />
            </Suspense>
          </div>
        ))}
      {owners.map((authority) => (
        <p key={authority}>{t('access.logAuditor', { authority })}</p>
      ))}
    </section>
  );
}
