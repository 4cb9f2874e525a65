// SPDX-License-Identifier: Apache-2.0
// What waits for this authority: matches to decide, and what it was told of its records.
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Alerts } from './Alerts';
import { Hits } from './Hits';
import './inbox.css';

const LISTS = ['hits', 'alerts'] as const;

/** Two lists, one at a time. Of the tabs one takes the focus, and an arrow goes to the other. */
export function InboxPage() {
  const { t } = useTranslation();
  const [shown, setShown] = useState<(typeof LISTS)[number]>('hits');
  const tabs = useRef<HTMLDivElement>(null);
  const other = shown === 'hits' ? 'alerts' : 'hits';
  return (
    <div className="inbox">
      <h1 tabIndex={-1}>{t('pages.inbox')}</h1>
      <p className="lead">{t('inbox.lead')}</p>
      <div role="tablist" aria-label={t('pages.inbox')} className="tabs" ref={tabs}>
        {LISTS.map((list) => (
          <button
            key={list}
            type="button"
            role="tab"
            id={`tab-${list}`}
            aria-selected={shown === list}
            aria-controls="list"
            tabIndex={shown === list ? 0 : -1}
            onClick={() => setShown(list)}
            onKeyDown={(event) => {
              if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
              setShown(other);
              tabs.current?.querySelector<HTMLElement>(`#tab-${other}`)?.focus();
            }}
          >
            {t(`inbox.${list}`)}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="list" aria-labelledby={`tab-${shown}`}>
        {shown === 'hits' ? <Hits /> : <Alerts />}
      </div>
    </div>
  );
}
