// SPDX-License-Identifier: Apache-2.0
// The protocol of recovery: each step in its order, with who did it and when, and a form for what was done just now.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newKey } from '../../api/client';
import { Faults } from '../../shared/Boundary';
import { Day } from '../../shared/Day';
import { TextField } from '../../shared/Field';
import { Form } from '../../shared/Form';
import { type Check, type OneFile, recordStep } from './file';

const today = () => new Date().toLocaleDateString('sv');

interface FormProps {
  file: OneFile;
  step: string;
  onClose: () => void;
  onDone: () => void;
}

function StepForm({ file, step, onClose, onDone }: FormProps) {
  const { t } = useTranslation();
  const [said, setSaid] = useState({ by: '', done_at: today(), exhibit: '', note: '' });
  const [tried, setTried] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [key] = useState(newKey);
  const put = (name: keyof typeof said) => (value: string) => setSaid((now) => ({ ...now, [name]: value }));
  const missing = (value: string) => (tried && !value.trim() ? t('why.missing') : undefined);
  const send = async () => {
    setTried(true);
    if (!said.by.trim() || !said.done_at.trim()) return;
    const by = said.by.trim();
    const order = {
      case: file.case,
      step,
      done_at: said.done_at.trim(),
      by: by.includes(':') ? by : `staff:${by}`,
      ...(said.exhibit.trim() && { exhibit: said.exhibit.trim() }),
      ...(said.note.trim() && { note: said.note.trim() }),
    };
    try {
      await recordStep(order, key);
      onDone();
    } catch (caught) {
      setError(caught);
    }
  };
  return (
    <Form className="stepForm" onSend={send}>
      <Faults error={error} focus />
      <div className="grid">
        <TextField
          label={t('cases.by')}
          hint={t('trace.safeByHint')}
          value={said.by}
          onValue={put('by')}
          fault={missing(said.by)}
          autoFocus
          dir="ltr"
        />
        <TextField
          label={t('register.date')}
          hint={t('register.dateHint')}
          value={said.done_at}
          onValue={put('done_at')}
          fault={missing(said.done_at)}
          dir="ltr"
        />
        <TextField
          label={t('cases.exhibit')}
          hint={t('cases.exhibitHint')}
          value={said.exhibit}
          onValue={put('exhibit')}
        />
        <TextField label={t('register.notes')} hint={t('register.sealed')} value={said.note} onValue={put('note')} />
      </div>
      <div className="row">
        <button type="submit" className="main">
          {t('cases.recordIt')}
        </button>
        <button type="button" onClick={onClose}>
          {t('cases.leave')}
        </button>
      </div>
    </Form>
  );
}

interface StepProps {
  check: Check;
  file: OneFile;
  may: boolean;
  asked: boolean;
  onAsk: (step: string) => void;
  onDone: () => void;
}

function StepItem({ check, file, may, asked, onAsk, onDone }: StepProps) {
  const { t } = useTranslation();
  const done = check.done.length > 0;
  const name = t(`names.protocol_steps.${check.step}`, { defaultValue: check.name });
  return (
    <li className={done ? 'step done' : 'step open'}>
      <div className="stepHead">
        <p>
          <span className="sign" aria-hidden="true">
            {done ? '✓' : '○'}
          </span>{' '}
          <strong>{name}</strong> <span className="quiet">{t(done ? 'cases.done' : 'cases.open')}</span>
        </p>
        {may && !asked && (
          <button type="button" className="plain" onClick={() => onAsk(check.step)}>
            {t(done ? 'cases.again' : 'cases.record')}
            <span className="hidden">: {name}</span>
          </button>
        )}
      </div>
      {check.done.map((one) => (
        <p key={one.event} className="who">
          <Day date={one.date} /> · <bdi className="mono">{one.by}</bdi>
          {one.exhibit && (
            <>
              {' · '}
              {t('cases.exhibit')} <bdi className="mono">{one.exhibit}</bdi>
            </>
          )}
          {one.note && <q>{one.note}</q>}
        </p>
      ))}
      {asked && <StepForm file={file} step={check.step} onClose={() => onAsk('')} onDone={onDone} />}
    </li>
  );
}

export function Protocol({ file, may, onChange }: { file: OneFile; may: boolean; onChange: () => void }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState('');
  const [said, setSaid] = useState(false);
  const done = file.checklist.filter((one) => one.done.length > 0).length;
  return (
    <section aria-labelledby={`protocol-${file.owner}`} className="protocol">
      <h2 id={`protocol-${file.owner}`}>
        {t('cases.protocol')} <bdi className="mono quiet">{file.owner}</bdi>
      </h2>
      <p>{t('cases.progress', { done, all: file.checklist.length })}</p>
      <p role="status" className="decided">
        {said && t('cases.recorded')}
      </p>
      <ol className="steps">
        {file.checklist.map((check) => (
          <StepItem
            key={check.step}
            check={check}
            file={file}
            may={may}
            asked={asked === check.step}
            onAsk={setAsked}
            onDone={() => {
              setAsked('');
              setSaid(true);
              onChange();
            }}
          />
        ))}
      </ol>
    </section>
  );
}
