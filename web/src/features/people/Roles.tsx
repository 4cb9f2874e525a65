// SPDX-License-Identifier: Apache-2.0
// What each role may do and for what it reads: the tables that the service decides by.
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Faults } from '../../shared/Boundary';
import { readRoles } from './people';

export function Roles({ own }: { own: string[] }) {
  const { t } = useTranslation();
  const { data, error } = useQuery({ queryKey: ['roles'], queryFn: readRoles, staleTime: Infinity });
  if (error) return <Faults error={error} />;
  if (!data) return <p role="status">{t('shell.loading')}</p>;
  return (
    <>
      <p className="lead">{t('people.rolesLead')}</p>
      <ul className="roles">
        {data.map((one) => (
          <li key={one.role}>
            <h2>
              {t(`names.roles.${one.role}`, { defaultValue: one.role })}{' '}
              {own.includes(one.role) && <span className="band">{t('people.yours')}</span>}
            </h2>
            <p className="quiet">{t(`names.roles_say.${one.role}`, { defaultValue: '' })}</p>
            <h3>{t('people.mayDo')}</h3>
            <ul>
              {one.permissions.map((code) => (
                <li key={code}>{t(`names.permissions.${code}`, { defaultValue: code })}</li>
              ))}
            </ul>
            <h3>{t('people.readsFor')}</h3>
            <p>
              {one.purposes.map((code) => t(`names.purposes.${code}`, { defaultValue: code })).join(' · ')}
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}
