// SPDX-License-Identifier: Apache-2.0
// One match by its identifier, as the inbox shows it, with why.
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Faults } from '../../shared/Boundary';
import { readHit } from './hit';
import { Cards } from './Hits';
import './inbox.css';

export function HitPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/hits/$id' });
  const { data, error } = useQuery({ queryKey: ['hit', id], queryFn: () => readHit(id) });
  return (
    <div className="inbox">
      <h1 tabIndex={-1}>{t('find.hit')}</h1>
      {error ? <Faults error={error} /> : !data && <p role="status">{t('shell.loading')}</p>}
      {data && <Cards key={data.state} hits={[data]} />}
    </div>
  );
}
