// SPDX-License-Identifier: Apache-2.0
// Lists of which one is shown at a time. Of the tabs one takes the focus, and an arrow goes to the next.
import { type ReactNode, useId, useRef } from 'react';
import './tabs.css';

interface Props<T extends string> {
  label: string;
  tabs: { code: T; name: string }[];
  shown: T;
  onShow: (code: T) => void;
  children: ReactNode; // what the shown tab holds
}

export function Tabs<T extends string>({ label, tabs, shown, onShow, children }: Props<T>) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const go = (by: number) => {
    const at = tabs.findIndex((one) => one.code === shown);
    const next = tabs[(at + by + tabs.length) % tabs.length]!;
    onShow(next.code);
    list.current?.querySelector<HTMLElement>(`[data-tab="${next.code}"]`)?.focus();
  };
  const ahead = () => (document.documentElement.dir === 'rtl' ? -1 : 1);
  return (
    <>
      <div role="tablist" aria-label={label} className="tabs" ref={list}>
        {tabs.map((one) => (
          <button
            key={one.code}
            type="button"
            role="tab"
            id={`${id}${one.code}`}
            data-tab={one.code}
            aria-selected={shown === one.code}
            aria-controls={`${id}panel`}
            tabIndex={shown === one.code ? 0 : -1}
            onClick={() => onShow(one.code)}
            onKeyDown={(event) => {
              if (event.key === 'ArrowRight') go(ahead());
              if (event.key === 'ArrowLeft') go(-ahead());
            }}
          >
            {one.name}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}panel`} aria-labelledby={`${id}${shown}`}>
        {children}
      </div>
    </>
  );
}
