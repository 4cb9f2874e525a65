// SPDX-License-Identifier: Apache-2.0
// Why somebody sees a record, or does not: the rule that decides, in words.
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Faults } from '../../shared/Boundary';
import { PickField, TextField } from '../../shared/Field';
import { Form } from '../../shared/Form';
import { useNames } from '../../shared/vocabulary';
import { readRule, type Rule } from './access';
import { ActorField } from './ActorField';

interface Asked {
  actor: string;
  record: string;
  purpose: string;
}

function Answer({ rule }: { rule: Rule }) {
  const { t } = useTranslation();
  const codes = (rule.handling as { codes?: string[] }).codes ?? [];
  return (
    <section className={rule.allowed ? 'registered' : 'warning'} role="status">
      <h3>
        <span aria-hidden="true">{rule.allowed ? '✓ ' : '✕ '}</span>
        {t(rule.allowed ? 'access.sees' : 'access.seesNot')}
      </h3>
      <p>{t(`names.rules.${rule.rule}`, { defaultValue: rule.why })}</p>
      <dl className="facts">
        <div>
          <dt>{t('access.rule')}</dt>
          <dd>
            <code dir="ltr">{rule.rule}</code>
          </dd>
        </div>
        <div>
          <dt>{t('why.purpose')}</dt>
          <dd>{t(`names.purposes.${rule.purpose}`, { defaultValue: rule.purpose })}</dd>
        </div>
        <div>
          <dt>{t('access.handling')}</dt>
          <dd>{codes.map((one) => t(`names.handling_codes.${one}`, { defaultValue: one })).join(' · ') || '—'}</dd>
        </div>
      </dl>
    </section>
  );
}

export function RuleForm({ record, actor }: { record?: string; actor?: string }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<Asked>({ actor: actor ?? '', record: record ?? '', purpose: 'trace' });
  const [tried, setTried] = useState(false);
  const purposes = useNames('purposes');
  const reading = useMutation({ mutationFn: () => readRule(asked.actor.trim(), asked.record.trim(), asked.purpose) });
  const put = (name: keyof Asked) => (value: string) => setAsked((now) => ({ ...now, [name]: value }));
  const missing = (value: string) => (tried && !value.trim() ? t('why.missing') : undefined);
  return (
    <>
      <p className="lead">{t('access.ruleLead')}</p>
      <Form
        className="form accessForm"
        onSend={() => {
          setTried(true);
          if (asked.actor.trim() && asked.record.trim()) reading.mutate();
        }}
      >
        <div className="grid">
          <ActorField value={asked.actor} onValue={put('actor')} fault={missing(asked.actor)} />
          <TextField
            label={t('access.record')}
            value={asked.record}
            onValue={put('record')}
            fault={missing(asked.record)}
            dir="ltr"
          />
          <PickField label={t('why.purpose')} value={asked.purpose} onValue={put('purpose')} options={purposes} />
        </div>
        <button type="submit" className="main">
          {t('access.tellRule')}
        </button>
      </Form>
      <Faults error={reading.error} focus />
      {reading.data && <Answer rule={reading.data} />}
    </>
  );
}
