// SPDX-License-Identifier: Apache-2.0
// What a row tells: each thing that happened, with its day, place and persons. Nothing about a weapon has a default.
import { useTranslation } from 'react-i18next';
import { PickField } from '../../shared/Field';
import { type Entry, useNames } from '../../shared/vocabulary';
import type { Outline } from './file';
import { AROUND, type Mapping, type Told, withTold } from './mapping';

const BY_COLUMN = ':column';
const NOTHING = ':nothing';

interface Props {
  outline: Outline;
  mapping: Mapping;
  tried: boolean;
  onMapping: (mapping: Mapping) => void;
}

export function Events({ outline, mapping, tried, onMapping }: Props) {
  const { t } = useTranslation();
  const happenings = useNames('life_events');
  const put = (at: number) => (told: Told | null) => onMapping(withTold(mapping, at, told));
  return (
    <>
      {mapping.events.length === 0 && <p>{t('imports.noEvents')}</p>}
      {mapping.events.map((told, at) => (
        <fieldset key={at} className="told">
          <legend>{t('imports.event', { number: at + 1 })}</legend>
          <OneEvent {...{ outline, told, tried, happenings }} onTold={put(at)} />
          <button type="button" className="plain" onClick={() => put(at)(null)}>
            {t('imports.removeEvent')}
          </button>
        </fieldset>
      ))}
      <button type="button" onClick={() => put(mapping.events.length)({ kind: '' })}>
        {t('imports.addEvent')}
      </button>
    </>
  );
}

interface One {
  outline: Outline;
  told: Told;
  tried: boolean;
  happenings: Entry[];
  onTold: (told: Told) => void;
}

function OneEvent({ outline, told, tried, happenings, onTold }: One) {
  const { t } = useTranslation();
  const columns = outline.columns.map(({ name }) => ({ code: name, name }));
  const byColumn = typeof told.kind === 'object' ? told.kind : null;
  const chosen = byColumn ? byColumn.column : (told.kind as string);
  return (
    <>
      <div className="grid">
        <PickField
          label={t('imports.what')}
          value={byColumn ? BY_COLUMN : (told.kind as string)}
          onValue={(kind) => onTold({ ...told, kind: kind === BY_COLUMN ? { column: '', values: {} } : kind })}
          options={[...happenings, { code: BY_COLUMN, name: t('imports.byColumn') }]}
          empty={t('imports.choosePlease')}
          fault={tried && !byColumn && !chosen ? t('imports.missing.kind') : undefined}
        />
        {byColumn && (
          <PickField
            label={t('imports.whichColumn')}
            value={byColumn.column}
            onValue={(column) => onTold({ ...told, kind: { column, values: {} } })}
            options={columns}
            empty={t('imports.choosePlease')}
            fault={tried && !chosen ? t('imports.missing.kind') : undefined}
          />
        )}
        <PickField
          label={t('imports.parts.date')}
          value={told.date ?? ''}
          onValue={(date) => onTold({ ...told, date: date || null, only_if: told.only_if ? date || null : null })}
          options={columns}
          empty={t('imports.none')}
        />
        {AROUND.map((part) => (
          <PickField
            key={part}
            label={t(`imports.parts.${part}`)}
            value={told[part]?.join(' + ') ?? ''}
            onValue={(one) => onTold({ ...told, [part]: one ? [one] : undefined })}
            options={
              (told[part]?.length ?? 0) > 1
                ? [{ code: told[part]!.join(' + '), name: told[part]!.join(' + ') }, ...columns]
                : columns
            }
            empty={t('imports.none')}
          />
        ))}
      </div>
      {told.date && (
        <label className="tick">
          <input
            type="checkbox"
            checked={told.only_if === told.date}
            onChange={(event) => onTold({ ...told, only_if: event.target.checked ? told.date : null })}
          />
          <span>{t('imports.onlyIf')}</span>
        </label>
      )}
      {byColumn?.column && <Values {...{ outline, told, happenings, onTold }} />}
    </>
  );
}

/** Each cell that the column has, and what it means. */
function Values({ outline, told, happenings, onTold }: Omit<One, 'tried'>) {
  const { t } = useTranslation();
  if (typeof told.kind === 'string') return null;
  const { column, values } = told.kind;
  const seen = outline.columns.find((one) => one.name === column);
  const cells = [...new Set([...(seen?.values.map((one) => one.text) ?? []), ...Object.keys(values)])];
  const put = (cell: string, meaning: string) => {
    const { [cell]: _, ...others } = values;
    const now = meaning === '' ? others : { ...others, [cell]: meaning === NOTHING ? null : meaning };
    onTold({ ...told, kind: { column, values: now } });
  };
  const key = (cell: string) => cell.normalize('NFKD').replace(/\p{Mn}/gu, '').toUpperCase().trim();
  return (
    <>
      <p className="hint">{t('imports.valuesHint')}</p>
      {seen && !seen.values_complete && <p className="warning">{t('imports.moreValues')}</p>}
      <div className="grid">
        {cells.map((cell) => {
          const spelled = Object.keys(values).find((one) => key(one) === key(cell));
          const meaning = spelled === undefined ? '' : (values[spelled] ?? NOTHING);
          return (
            <PickField
              key={cell}
              label={cell}
              value={meaning}
              onValue={(one) => put(spelled ?? cell, one)}
              options={[...happenings, { code: NOTHING, name: t('imports.notAnEvent') }]}
              empty={t('imports.undecided')}
            />
          );
        })}
      </div>
    </>
  );
}
