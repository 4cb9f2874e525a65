// SPDX-License-Identifier: Apache-2.0
// Where an officer is with a register: kept in this browser tab, so that a reload or another log-in loses nothing.
import { useEffect, useState } from 'react';
import type { Wish } from './file';
import type { Mapping } from './mapping';

export interface Draft {
  id: string; // of the upload; empty before there is one
  wish: Wish;
  mapping: Mapping | null;
  checked: string; // the mapping that was checked last, as text
}

export const emptyDraft = (): Draft => ({ id: '', wish: {}, mapping: null, checked: '' });
const PLACE = 'proofmark.import';

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
  return { draft, change, begin: (id: string) => setDraft({ ...emptyDraft(), id }) };
}
