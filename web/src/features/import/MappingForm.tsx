// SPDX-License-Identifier: Apache-2.0
// What the columns mean, as an officer says it, or as he saved it before; then it is checked.
import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Faults } from '../../shared/Boundary';
import { PickField, TextField } from '../../shared/Field';
import { Form } from '../../shared/Form';
import { Columns } from './Columns';
import { Events } from './Events';
import { check, type Import, isBusy, type Outline } from './file';
import { DATE_FORMS, type Mapping, mappingOf, missingIn, written } from './mapping';

interface Props {
  outline: Outline;
  mapping: Mapping;
  one: Import;
  onMapping: (mapping: Mapping) => void;
  onChecked: (mapping: string) => void;
  told: (now: Import) => void;
}

export function MappingForm({ outline, mapping, one, onMapping, onChecked, told }: Props) {
  const { t } = useTranslation();
  const [tried, setTried] = useState(false);
  const missing = missingIn(mapping);
  const checking = useMutation({
    mutationFn: () => check(one.import, mapping),
    onSuccess: (now) => {
      onChecked(JSON.stringify(mapping));
      told(now);
    },
  });
  return (
    <Form
      className="mapping"
      onSend={() => {
        setTried(true);
        if (missing.length === 0 && !isBusy(one)) checking.mutate();
      }}
    >
      <section aria-labelledby="columns">
        <h2 id="columns">{t('imports.columns')}</h2>
        <p>{t('imports.columnsLead')}</p>
        <Saved {...{ outline, mapping, onMapping }} />
        <Columns {...{ outline, mapping, onMapping }} />
        {tried && missing.includes('nothing') && <p className="fault">{t('imports.missing.nothing')}</p>}
      </section>
      <section aria-labelledby="events">
        <h2 id="events">{t('imports.events')}</h2>
        <p>{t('imports.eventsLead')}</p>
        <Events {...{ outline, mapping, onMapping, tried }} />
        <DateForm
          {...{ mapping, onMapping }}
          unsure={outline.proposal.notes.some((one) => one.code === 'ambiguous_date')}
        />
      </section>
      <section aria-labelledby="source">
        <h2 id="source">{t('imports.register')}</h2>
        <div className="grid">
          <TextField
            label={t('imports.source')}
            hint={t('imports.sourceHint')}
            value={mapping.source}
            onValue={(source) => onMapping({ ...mapping, source })}
            fault={tried && missing.includes('source') ? t('imports.missing.source') : undefined}
            dir="ltr"
            maxLength={64}
          />
          <TextField
            label={t('imports.asOf')}
            hint={t('imports.asOfHint')}
            value={mapping.as_of ?? ''}
            onValue={(as_of) => onMapping({ ...mapping, as_of })}
            dir="ltr"
          />
        </div>
        <p className="hint">{t('imports.handling')}</p>
      </section>
      <Faults error={checking.error} focus />
      <button type="submit" className="main" aria-disabled={isBusy(one)}>
        {t('imports.check')}
      </button>
      <p className="hint">{t('imports.checkHint')}</p>
    </Form>
  );
}

function DateForm({ mapping, onMapping, unsure }: Pick<Props, 'mapping' | 'onMapping'> & { unsure: boolean }) {
  const { t } = useTranslation();
  if (!mapping.events.some((told) => told.date)) return null;
  const now = mapping.date_format?.join(' + ') ?? 'ISO';
  const forms = [...new Set([now, ...DATE_FORMS])].map((code) => ({
    code,
    name: code === 'ISO' ? t('imports.iso') : code,
  }));
  return (
    <PickField
      label={t('imports.dateForm')}
      hint={unsure ? t('imports.notes.ambiguous_date') : t('imports.dateFormHint')}
      value={now}
      onValue={(form) => onMapping({ ...mapping, date_format: form === 'ISO' ? undefined : form.split(' + ') })}
      options={forms}
    />
  );
}

/** A mapping that was saved from an earlier import; how this file is written stays as it was understood. */
function Saved({ outline, mapping, onMapping }: Pick<Props, 'outline' | 'mapping' | 'onMapping'>) {
  const { t } = useTranslation();
  const id = useId();
  const [fault, setFault] = useState('');
  const take = async (file: File | undefined) => {
    if (!file) return;
    let read: Mapping | null = null;
    try {
      read = mappingOf(JSON.parse(await file.text()));
    } catch {
      // told below
    }
    setFault(read ? '' : t('imports.noMapping'));
    if (read) onMapping({ ...written(read, outline), source: read.source || mapping.source });
  };
  return (
    <div className={fault ? 'field wrong' : 'field'}>
      <label htmlFor={id}>{t('imports.saved')}</label>
      {fault && (
        <p className="fault" role="alert" id={`${id}f`}>
          <span aria-hidden="true">▲ </span>
          {fault}
        </p>
      )}
      <input
        id={id}
        type="file"
        accept=".json,application/json"
        {...(fault && { 'aria-describedby': `${id}f`, 'aria-invalid': true })}
        onChange={(event) => {
          void take(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
    </div>
  );
}
