// SPDX-License-Identifier: Apache-2.0
// Up to when an officer has seen a list in this browser: an instant for each of officer and list, kept when he leaves.
import { useEffect, useState } from 'react';

const PLACE = 'proofmark.seen.';

/** When the list was last seen before now; empty at the first time. `newest`: the latest of what is shown. */
export function useSeen(list: string, officer: string, newest: string): string {
  const place = `${PLACE}${list}.${officer}`;
  const [before] = useState(() => localStorage.getItem(place) ?? '');
  useEffect(() => {
    if (newest > (localStorage.getItem(place) ?? '')) localStorage.setItem(place, newest);
  }, [place, newest]);
  return before;
}
