// SPDX-License-Identifier: Apache-2.0
// The question that stands before every reading: for what, in which case, on which legal basis.
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../api/client';
import { PickField, TextField } from '../../shared/Field';
import { Form } from '../../shared/Form';
import { useNames } from '../../shared/vocabulary';
import { keepWhy, useWhy } from './why';

export function WhyPage({ session }: { session: Session }) {
  const { t } = useTranslation();
  const { why, leave } = useWhy();
  const [purpose, setPurpose] = useState(why?.purpose ?? '');
  const [reference, setReference] = useState(why?.case ?? '');
  const [basis, setBasis] = useState(why?.basis ?? '');
  const [tried, setTried] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const purposes = useNames('purposes').filter((one) => session.purposes.includes(one.code));
  const bases = useNames('legal_bases');
  useEffect(() => heading.current?.focus(), []);
  const missing = (value: string) => (tried && !value.trim() ? t('why.missing') : undefined);
  const send = () => {
    setTried(true);
    if (purpose && basis && reference.trim()) keepWhy({ purpose, case: reference.trim(), basis });
  };
  return (
    <div className="alone">
      <h1 tabIndex={-1} ref={heading}>
        {t('why.title')}
      </h1>
      <p className="lead">{t('why.lead')}</p>
      <Form className="narrow" onSend={send}>
        <PickField
          label={t('why.purpose')}
          value={purpose}
          onValue={setPurpose}
          options={purposes}
          empty={t('why.pick')}
          fault={missing(purpose)}
        />
        <TextField
          label={t('why.case')}
          hint={t('why.caseHint')}
          value={reference}
          onValue={setReference}
          fault={missing(reference)}
        />
        <PickField
          label={t('why.basis')}
          value={basis}
          onValue={setBasis}
          options={bases}
          empty={t('why.pick')}
          fault={missing(basis)}
        />
        <div className="row">
          <button type="submit" className="main">
            {t('why.go')}
          </button>
          {why && (
            <button type="button" onClick={leave}>
              {t('why.back')}
            </button>
          )}
        </div>
      </Form>
    </div>
  );
}
