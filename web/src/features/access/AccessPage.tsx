// SPDX-License-Identifier: Apache-2.0
// Who saw what and why: by a record or case, by a person, and the rule behind it.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../../shared/Field';
import { Form } from '../../shared/Form';
import { Tabs } from '../../shared/Tabs';
import type { About } from './access';
import { AccessList } from './AccessList';
import { ActorField } from './ActorField';
import { RuleForm } from './RuleForm';
import './access.css';

const BY = ['record', 'actor', 'rule'] as const;
type By = (typeof BY)[number];

function Question({ by, about }: { by: 'record' | 'actor'; about: About }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [value, setValue] = useState(about[by] ?? '');
  const [tried, setTried] = useState(false);
  useEffect(() => setValue(about[by] ?? ''), [about, by]);
  const fault = tried && !value.trim() ? t('why.missing') : undefined;
  return (
    <Form
      className="form accessForm"
      onSend={() => {
        setTried(true);
        if (value.trim()) void navigate({ to: '/access', search: { [by]: value.trim() } });
      }}
    >
      {by === 'record' ? (
        <TextField
          label={t('access.thing')}
          hint={t('access.thingHint')}
          value={value}
          onValue={setValue}
          fault={fault}
          dir="ltr"
          data-search=""
        />
      ) : (
        <ActorField value={value} onValue={setValue} fault={fault} />
      )}
      <button type="submit" className="main">
        {t('access.show')}
      </button>
    </Form>
  );
}

export function AccessPage() {
  const { t } = useTranslation();
  const about = useSearch({ from: '/access' });
  const [by, setBy] = useState<By>(about.actor ? 'actor' : 'record');
  useEffect(() => {
    if (about.record) setBy('record');
    else if (about.actor) setBy('actor');
  }, [about]);
  return (
    <div className="access">
      <h1 tabIndex={-1}>{t('pages.access')}</h1>
      <p className="lead">{t('access.lead')}</p>
      <Tabs
        label={t('pages.access')}
        tabs={BY.map((code) => ({ code, name: t(`access.by.${code}`) }))}
        shown={by}
        onShow={setBy}
      >
        {by === 'rule' ? (
          <RuleForm {...about} />
        ) : (
          <>
            <Question key={by} by={by} about={about} />
            {about[by] && <AccessList key={about[by]} about={{ [by]: about[by] }} />}
          </>
        )}
      </Tabs>
    </div>
  );
}
