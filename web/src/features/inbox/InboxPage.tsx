// SPDX-License-Identifier: Apache-2.0
// What waits for this authority: matches to decide, and what it was told of its records.
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Alerts } from './Alerts';
import { Hits } from './Hits';
import './inbox.css';

export function InboxPage() {
  const { t } = useTranslation();
  return (
    <div className="inbox">
      <h1 tabIndex={-1}>{t('pages.inbox')}</h1>
      <p className="lead">{t('inbox.lead')}</p>
      <Tabs>
        <TabList aria-label={t('pages.inbox')} className="tabs">
          <Tab id="hits">{t('inbox.hits')}</Tab>
          <Tab id="alerts">{t('inbox.alerts')}</Tab>
        </TabList>
        <TabPanel id="hits">
          <Hits />
        </TabPanel>
        <TabPanel id="alerts">
          <Alerts />
        </TabPanel>
      </Tabs>
    </div>
  );
}
