// SPDX-License-Identifier: Apache-2.0
// Single keys of a page. They are silent while somebody writes, and can be turned off (WCAG 2.1.4).
import { useEffect, useRef } from 'react';
import { getSettings } from './settings';

const WRITES = 'input, textarea, select, [contenteditable], [role="dialog"] *, [role="listbox"] *';

export function useKeys(keys: Record<string, () => void>) {
  const now = useRef(keys);
  useEffect(() => {
    now.current = keys;
  });
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (!getSettings().keys || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
      if (event.target instanceof Element && event.target.matches(WRITES)) return;
      const act = now.current[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', hear);
    return () => document.removeEventListener('keydown', hear);
  }, []);
}

/** Puts the keyboard into the page's own first field, or the box of the head; false where there is none. */
export function focusSearch(which: 'data-search' | 'data-search-all'): boolean {
  const field = document.querySelector<HTMLInputElement>(`input[${which}]`);
  field?.focus();
  field?.select();
  return field !== null;
}
