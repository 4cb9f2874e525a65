// SPDX-License-Identifier: Apache-2.0
// What an officer has written of a weapon in hand: kept in this browser tab, so that nothing is typed twice.
import { useEffect, useState } from 'react';
import { newKey } from '../../api/client';

export interface MarkDraft {
  kind: string;
  text: string;
  position: string;
}

export interface Draft {
  marks: MarkDraft[];
  make: string;
  model: string;
  calibre: string;
  type: string;
  country: string;
  importer: string;
  year: string;
  safe: boolean; // unloaded and made safe ...
  safeBy: string; // ... by this person of the staff
}

export const emptyMark = (kind = 'serial'): MarkDraft => ({ kind, text: '', position: '' });
export const emptyDraft = (): Draft => ({
  marks: [emptyMark()],
  make: '',
  model: '',
  calibre: '',
  type: '',
  country: '',
  importer: '',
  year: '',
  safe: false,
  safeBy: '',
});

export const DESCRIPTION = ['make', 'model', 'calibre', 'type', 'country', 'importer', 'year'] as const;
const PLACE = 'proofmark.trace';

export function useDraft() {
  const [draft, setDraft] = useState<Draft>(() => {
    try {
      return { ...emptyDraft(), ...(JSON.parse(sessionStorage.getItem(PLACE) ?? '{}') as Partial<Draft>) };
    } catch {
      return emptyDraft();
    }
  });
  useEffect(() => sessionStorage.setItem(PLACE, JSON.stringify(draft)), [draft]);
  const change = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }));
  return { draft, change, clear: () => setDraft(emptyDraft()) };
}

/** The first mark of the draft, as somebody wrote it elsewhere; the rest stays. */
export function keepMark(text: string) {
  let kept = emptyDraft();
  try {
    kept = { ...kept, ...(JSON.parse(sessionStorage.getItem(PLACE) ?? '{}') as Partial<Draft>) };
  } catch {
    // Nothing was kept.
  }
  const [first = emptyMark(), ...others] = kept.marks;
  sessionStorage.setItem(PLACE, JSON.stringify({ ...kept, marks: [{ ...first, text }, ...others] }));
}

const marksOf = (draft: Draft) =>
  draft.marks
    .filter((mark) => mark.text.trim())
    .map((mark) => ({
      kind: mark.kind,
      text: mark.text.trim(),
      ...(mark.position && { positions: [mark.position] }),
    }));

const fieldsOf = (draft: Draft) =>
  Object.fromEntries(DESCRIPTION.filter((name) => draft[name].trim()).map((name) => [name, draft[name].trim()]));

/** The question of the draft; null where there is nothing to ask by. */
export function questionOf(draft: Draft) {
  const marks = marksOf(draft);
  const fields = fieldsOf(draft);
  return marks.length + Object.keys(fields).length > 0 ? { marks, ...fields } : null;
}

export interface Finding {
  reference: string;
  kind: string;
  date: string;
  place: string;
  notes: string;
  key: string; // under which the order can be sent again
}

export const emptyFinding = (reference: string): Finding => ({
  reference,
  kind: 'recovered',
  date: '',
  place: '',
  notes: '',
  key: newKey(),
});

/** Staff are named by their number: a person's name would stay in the log for ever. */
export const staffId = (text: string) => (/^[0-9]+$/.test(text.trim()) ? `staff:${text.trim()}` : text.trim());

/** The order that puts the weapon on record. */
export function recoveryOf(draft: Draft, finding: Finding) {
  const { country, ...item } = fieldsOf(draft) as Record<string, string>;
  const order: Record<string, unknown> = {
    case: { reference: finding.reference.trim() },
    item: { ...item, ...(country && { made_country: country }) },
    marks: marksOf(draft),
    kind: finding.kind,
    steps: [{ step: 'made_safe', done_at: new Date().toISOString().slice(0, 10), by: staffId(draft.safeBy) }],
  };
  for (const name of ['date', 'place', 'notes'] as const)
    if (finding[name].trim()) order[name] = finding[name].trim();
  return order;
}
