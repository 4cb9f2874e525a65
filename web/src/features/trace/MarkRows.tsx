// SPDX-License-Identifier: Apache-2.0
// The marks as they are seen. Nothing is corrected here: what cannot be read is written as such.
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { PickField, TextField } from '../../shared/Field';
import { useNames } from '../../shared/vocabulary';
import { emptyMark, type MarkDraft } from './draft';

const MARKS_MAX = 8;

interface RowProps {
  mark: MarkDraft;
  first: boolean;
  onMark: (mark: MarkDraft) => void;
  onRemove?: () => void;
}

/** A letter that looks like a Latin one and is none: it is compared as what it is. */
const hasForeignLetters = (text: string) => /[\u0370-\u03ff\u0400-\u04ff]/.test(text) && /[A-Za-z]/.test(text);

function MarkRow({ mark, first, onMark, onRemove }: RowProps) {
  const { t } = useTranslation();
  const row = useRef<HTMLDivElement>(null);
  const kinds = useNames('mark_kinds');
  const positions = useNames('mark_positions');
  const insert = (sign: string) => {
    const field = row.current?.querySelector('input');
    if (!field) return;
    const at = field.selectionStart ?? mark.text.length;
    onMark({ ...mark, text: mark.text.slice(0, at) + sign + mark.text.slice(field.selectionEnd ?? at) });
    requestAnimationFrame(() => {
      field.focus();
      field.setSelectionRange(at + 1, at + 1);
    });
  };
  const kinds_or_serial = kinds.length > 0 ? kinds : [{ code: 'serial', name: t('names.mark_kinds.serial') }];
  return (
    <div className="mark" ref={row}>
      <PickField
        label={t('trace.kind')}
        value={mark.kind}
        onValue={(kind) => onMark({ ...mark, kind })}
        options={kinds_or_serial}
      />
      <div className="seen">
        <TextField
          label={t('trace.seen')}
          value={mark.text}
          onValue={(text) => onMark({ ...mark, text })}
          dir="ltr"
          className="mono"
          spellCheck={false}
          autoCapitalize="characters"
          {...(first && { 'data-search': true })}
        />
        <div className="signs">
          <button type="button" onClick={() => insert('?')} title={t('trace.unreadOne')}>
            <bdi>?</bdi> <span className="hidden">{t('trace.unreadOne')}</span>
          </button>
          <button type="button" onClick={() => insert('*')} title={t('trace.unreadRun')}>
            <bdi>*</bdi> <span className="hidden">{t('trace.unreadRun')}</span>
          </button>
        </div>
        {hasForeignLetters(mark.text) && <p className="note">{t('trace.mixedLetters')}</p>}
      </div>
      <PickField
        label={t('trace.position')}
        value={mark.position}
        onValue={(position) => onMark({ ...mark, position })}
        options={positions}
        empty={t('trace.notSaid')}
      />
      {onRemove && (
        <button type="button" className="plain remove" onClick={onRemove}>
          {t('trace.remove')}
        </button>
      )}
    </div>
  );
}

export function MarkRows({ marks, onMarks }: { marks: MarkDraft[]; onMarks: (marks: MarkDraft[]) => void }) {
  const { t } = useTranslation();
  const put = (at: number, mark: MarkDraft) => onMarks(marks.map((one, i) => (i === at ? mark : one)));
  return (
    <fieldset className="marks">
      <legend>{t('trace.marks')}</legend>
      <p className="hint">{t('trace.marksHint')}</p>
      {marks.map((mark, i) => (
        <MarkRow
          key={i}
          mark={mark}
          first={i === 0}
          onMark={(one) => put(i, one)}
          onRemove={marks.length > 1 ? () => onMarks(marks.filter((_, at) => at !== i)) : undefined}
        />
      ))}
      {marks.length < MARKS_MAX && (
        <button type="button" className="plain" onClick={() => onMarks([...marks, emptyMark()])}>
          {t('trace.addMark')}
        </button>
      )}
    </fieldset>
  );
}
