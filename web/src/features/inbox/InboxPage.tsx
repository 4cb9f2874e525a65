// SPDX-License-Identifier: Apache-2.0
// What waits for this authority: matches to decide, and what it was told of its records.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Tabs } from '../../shared/Tabs';
import { Alerts } from './Alerts';
import { Hits } from './Hits';
import './inbox.css';

const LISTS = ['hits', 'alerts'] as const;

export function InboxPage() {
  const { t } = useTranslation();
  const [shown, setShown] = useState<(typeof LISTS)[number]>('hits');
  return (
    <div className="inbox">
      <h1 tabIndex={-1}>{t('pages.inbox')}</h1>
      <p className="lead">{t('inbox.lead')}</p>
      <Tabs
        label={t('pages.inbox')}
        tabs={LISTS.map((code) => ({ code, name: t(`inbox.${code}`) }))}
        shown={shown}
        onShow={setShown}
      >
        {shown === 'hits' ? <Hits /> : <Alerts />}
      </Tabs>
    </div>
  );
}
