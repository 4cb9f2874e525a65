// SPDX-License-Identifier: Apache-2.0
// Users and roles: who has an account, what was asked for that needs two persons, and what each role may do.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Tabs } from '../../shared/Tabs';
import { useSession } from '../login/session';
import { Accounts } from './Accounts';
import { Approvals } from './Approvals';
import { Roles } from './Roles';
import './people.css';

const LISTS = ['accounts', 'approvals', 'roles'] as const;

export function PeoplePage() {
  const { t } = useTranslation();
  const { session } = useSession();
  const lists = LISTS.filter((one) => one !== 'accounts' || session?.permissions.includes('read_accounts'));
  const [shown, setShown] = useState(lists[0]!);
  if (!session) return null;
  return (
    <div className="people">
      <h1 tabIndex={-1}>{t('pages.people')}</h1>
      <Tabs
        label={t('pages.people')}
        tabs={lists.map((code) => ({ code, name: t(`people.${code}`) }))}
        shown={shown}
        onShow={setShown}
      >
        {shown === 'accounts' && <Accounts session={session} />}
        {shown === 'approvals' && <Approvals session={session} />}
        {shown === 'roles' && <Roles own={session.roles} />}
      </Tabs>
    </div>
  );
}
