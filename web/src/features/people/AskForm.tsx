// SPDX-License-Identifier: Apache-2.0
// Asks for what needs two persons. What an order says is checked by the service; here stand its fields alone.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Session, why } from '../../api/client';
import { Faults } from '../../shared/Boundary';
import { PickField, TextField } from '../../shared/Field';
import { Form } from '../../shared/Form';
import { useNames } from '../../shared/vocabulary';

// docs/concepts/two_persons.md; a field with ? may be left out. A role is asked for beside its account.
const ORDERS: Record<string, string[]> = {
  release_holder: ['record', 'case', 'until'],
  withdraw_report: ['event'],
  widen_handling: ['record', 'codes', 'onward', 'releasable_to?', 'review_at?', 'expires_at?'],
  override_retention: ['what', 'ground', 'part?', 'reference?'],
};

/** Whoever keeps the accounts reads no records, and asks for nothing that is about one but its destruction. */
const actionsOf = (session: Session) =>
  Object.keys(ORDERS).filter((one) => one === 'override_retention' || session.permissions.includes('read_record'));

interface FieldProps {
  name: string;
  value: string;
  fault?: string;
  onValue: (value: string) => void;
}

function OrderField({ name, ...more }: FieldProps) {
  const { t } = useTranslation();
  const onward = useNames('onward_rules');
  const label = t(`people.order.${name}`);
  if (name === 'onward') return <PickField label={label} options={onward} empty={t('why.pick')} {...more} />;
  return (
    <TextField
      label={label}
      hint={t(`people.orderHints.${name}`, { defaultValue: '' }) || undefined}
      dir="ltr"
      {...more}
    />
  );
}

export function AskForm({ session, onDone }: { session: Session; onDone: () => void }) {
  const { t } = useTranslation();
  const actions = actionsOf(session);
  const [action, setAction] = useState(actions[0]!);
  const [order, setOrder] = useState<Record<string, string>>({});
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [done, setDone] = useState(false);
  const fields = ORDERS[action]!;
  const isMissing = (field: string) => !field.endsWith('?') && !order[field]?.trim();
  const send = async () => {
    setTried(true);
    setDone(false);
    if (fields.some(isMissing) || !reason.trim()) return;
    const names = fields.map((field) => field.replace('?', ''));
    const said = Object.fromEntries(
      names.filter((name) => order[name]?.trim()).map((name) => [name, order[name]!.trim()]),
    );
    try {
      const body = { action, order: said as Record<string, never>, reason: reason.trim() };
      await answerOf(api.POST('/v1/approvals', { params: { header: why() }, body }));
      setError(null);
      setTried(false);
      setOrder({});
      setReason('');
      setDone(true);
      onDone();
    } catch (caught) {
      setError(caught);
    }
  };
  return (
    <details className="newAccount">
      <summary>{t('people.ask')}</summary>
      <Form onSend={send}>
        <Faults error={error} focus />
        <p role="status">{done ? t('people.done.grant') : ''}</p>
        <PickField
          label={t('people.what')}
          value={action}
          onValue={setAction}
          options={actions.map((code) => ({ code, name: t(`names.approval_actions.${code}`) }))}
        />
        <div className="grid">
          {fields.map((field) => {
            const name = field.replace('?', '');
            return (
              <OrderField
                key={name}
                name={name}
                value={order[name] ?? ''}
                onValue={(value) => setOrder((now) => ({ ...now, [name]: value }))}
                fault={tried && isMissing(field) ? t('why.missing') : undefined}
              />
            );
          })}
        </div>
        <TextField
          label={t('verdicts.reason')}
          hint={t('people.reasonHint')}
          value={reason}
          onValue={setReason}
          fault={tried && !reason.trim() ? t('verdicts.reasonMissing') : undefined}
        />
        <button type="submit" className="main">
          {t('people.askIt')}
        </button>
      </Form>
    </details>
  );
}
