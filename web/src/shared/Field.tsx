// SPDX-License-Identifier: Apache-2.0
// Fields of forms: a label that stays, a hint, and our own words where something is missing.
import { type ComponentProps, type ReactNode, useId } from 'react';

interface Around {
  label: string;
  hint?: string;
  fault?: string;
  children: (ids: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true }) => ReactNode;
}

function Labelled({ label, hint, fault, children }: Around) {
  const id = useId();
  const told = [hint && `${id}h`, fault && `${id}f`].filter(Boolean).join(' ');
  return (
    <div className={fault ? 'field wrong' : 'field'}>
      <label htmlFor={id}>{label}</label>
      {hint && (
        <p className="hint" id={`${id}h`}>
          {hint}
        </p>
      )}
      {fault && (
        <p className="fault" id={`${id}f`}>
          <span aria-hidden="true">▲ </span>
          {fault}
        </p>
      )}
      {children({ id, ...(told && { 'aria-describedby': told }), ...(fault && { 'aria-invalid': true }) })}
    </div>
  );
}

type Text = { label: string; hint?: string; fault?: string; value: string; onValue: (value: string) => void };

export function TextField({ label, hint, fault, value, onValue, ...more }: Text & ComponentProps<'input'>) {
  return (
    <Labelled label={label} hint={hint} fault={fault}>
      {(ids) => (
        <input {...ids} autoComplete="off" value={value} onChange={(e) => onValue(e.target.value)} {...more} />
      )}
    </Labelled>
  );
}

interface Pick extends Text {
  options: { code: string; name: string }[];
  empty?: string; // the word of "nothing picked"; left out where something has to be
}

export function PickField({ label, hint, fault, value, onValue, options, empty }: Pick) {
  return (
    <Labelled label={label} hint={hint} fault={fault}>
      {(ids) => (
        <select {...ids} value={value} onChange={(e) => onValue(e.target.value)}>
          {empty !== undefined && <option value="">{empty}</option>}
          {options.map((one) => (
            <option key={one.code} value={one.code}>
              {one.name}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}
