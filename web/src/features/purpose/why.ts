// SPDX-License-Identifier: Apache-2.0
// Why somebody asks: named once a case, sent with every reading, and kept until the browser tab is closed.
import { useSyncExternalStore } from 'react';
import { setWhy as tellClient, type Why } from '../../api/client';

const PLACE = 'proofmark.why';
let state: { why: Why | null; asking: boolean } = { why: null, asking: false };
const listeners = new Set<() => void>();

function become(next: typeof state) {
  state = next;
  tellClient(state.why);
  listeners.forEach((tell) => tell());
}

try {
  const kept = JSON.parse(sessionStorage.getItem(PLACE) ?? 'null') as Why | null;
  if (kept?.purpose && kept.case && kept.basis) become({ why: kept, asking: false });
} catch {
  // Nothing was kept: it is asked for.
}

export function keepWhy(why: Why) {
  sessionStorage.setItem(PLACE, JSON.stringify(why));
  become({ why, asking: false });
}

export function useWhy() {
  const now = useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => void listeners.delete(tell);
    },
    () => state,
  );
  return {
    ...now,
    ask: () => become({ ...state, asking: true }),
    leave: () => become({ ...state, asking: false }),
  };
}
