// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../../shared/Field';
import { Form } from '../../shared/Form';
import { type Draft, questionOf } from './draft';
import { MarkRows } from './MarkRows';
import { WordPick } from './WordPick';

interface Props {
  draft: Draft;
  busy: boolean;
  onChange: (part: Partial<Draft>) => void;
  onSearch: () => void;
  onClear: () => void;
}

/** Who makes the weapon safe is named before it is handled to read marks; how, this page does not teach. */
function SafeHandling({ draft, onChange, tried }: Pick<Props, 'draft' | 'onChange'> & { tried: boolean }) {
  const { t } = useTranslation();
  return (
    <div className="safe">
      <label className="tick">
        <input
          type="checkbox"
          checked={draft.safe}
          onChange={(event) => onChange({ safe: event.target.checked })}
        />
        <span>{t('trace.safe')}</span>
      </label>
      <TextField
        label={t('trace.safeBy')}
        hint={t('trace.safeByHint')}
        value={draft.safeBy}
        onValue={(safeBy) => onChange({ safeBy })}
        fault={tried && !(draft.safe && draft.safeBy.trim()) ? t('trace.safeMissing') : undefined}
        dir="ltr"
        className="short"
      />
    </div>
  );
}

export function QuestionForm({ draft, busy, onChange, onSearch, onClear }: Props) {
  const { t } = useTranslation();
  const [tried, setTried] = useState(false);
  const ready = draft.safe && draft.safeBy.trim() && questionOf(draft);
  const send = () => {
    setTried(true);
    if (ready) onSearch();
  };
  const word = (name: 'make' | 'calibre' | 'type' | 'country', list: string) => (
    <WordPick
      label={t(`trace.${name}`)}
      list={list}
      value={draft[name]}
      onValue={(value) => onChange({ [name]: value })}
    />
  );
  return (
    <Form className="question" onSend={send}>
      <SafeHandling draft={draft} onChange={onChange} tried={tried} />
      <MarkRows marks={draft.marks} onMarks={(marks) => onChange({ marks })} />
      <fieldset>
        <legend>{t('trace.description')}</legend>
        <p className="hint">{t('trace.descriptionHint')}</p>
        <div className="grid">
          {word('type', 'item_types')}
          {word('make', 'makes')}
          <WordPick
            label={t('trace.model')}
            list="models"
            value={draft.model}
            onValue={(model) => onChange({ model })}
          />
          {word('calibre', 'calibres')}
          {word('country', 'countries')}
          <TextField
            label={t('trace.importer')}
            value={draft.importer}
            onValue={(importer) => onChange({ importer })}
          />
          <TextField
            label={t('trace.year')}
            value={draft.year}
            onValue={(year) => onChange({ year })}
            inputMode="numeric"
            dir="ltr"
            maxLength={4}
          />
        </div>
      </fieldset>
      {tried && !questionOf(draft) && (
        <p className="fault" role="alert">
          {t('trace.nothing')}
        </p>
      )}
      <div className="row">
        <button type="submit" className="main" aria-disabled={busy}>
          {t('trace.search')} <kbd>{t('keys.enter')}</kbd>
        </button>
        <button type="button" className="plain" onClick={onClear}>
          {t('trace.clear')}
        </button>
      </div>
    </Form>
  );
}
