// SPDX-License-Identifier: Apache-2.0
// What each column is. One that nobody names is kept and sealed: nothing of a register is lost, and nothing guessed.
import { useTranslation } from 'react-i18next';
import { PickField } from '../../shared/Field';
import { useNames } from '../../shared/vocabulary';
import type { Outline } from './file';
import { FIELDS, isUnread, joined, type Mapping, maySeal, partsIn, usesOf, withSealed, withUse } from './mapping';

interface Props {
  outline: Outline;
  mapping: Mapping;
  onMapping: (mapping: Mapping) => void;
}

const SHOWN = 3; // cells of a column

export function Columns({ outline, mapping, onMapping }: Props) {
  const { t } = useTranslation();
  const kinds = useNames('mark_kinds');
  const order = outline.columns.map((one) => one.name);
  const options = [
    ...FIELDS.map((code) => ({ code: code as string, name: t(`imports.fields.${code}`) })),
    ...kinds.map((kind) => ({
      code: `mark:${kind.code}`,
      name: t('imports.mark', { kind: t(`imports.marks.${kind.code}`, { defaultValue: kind.name }) }),
    })),
    { code: 'ignore', name: t('imports.ignore') },
  ];
  return (
    <>
      <ul className="columns">
        {outline.columns.map((column) => {
          const { name } = column;
          const uses = usesOf(mapping, name);
          const parts = partsIn(mapping, name);
          const note = outline.proposal.notes.find((one) => one.column === name);
          return (
            <li key={name}>
              <div>
                <strong>
                  <bdi className="mono">{name}</bdi>
                </strong>
                <p className="hint cells">
                  {column.values.slice(0, SHOWN).map((cell) => (
                    <bdi key={cell.text}>{cell.text}</bdi>
                  ))}
                  {column.filled === 0 && t('imports.empty')}
                </p>
              </div>
              <PickField
                label={t('imports.is')}
                value={uses[0] ?? ''}
                onValue={(use) => onMapping(withUse(mapping, name, use, order))}
                options={options}
                empty={parts.length > 0 ? t('imports.onlyThere') : t('imports.kept')}
              />
              <div>
                {uses.slice(1).map((use) => (
                  <p className="hint" key={use}>
                    {t('imports.also')} {options.find((one) => one.code === use)?.name}
                  </p>
                ))}
                {parts.map(({ event, part }) => (
                  <p className="hint" key={`${event}${part}`}>
                    {t('imports.inEvent', { number: event + 1, part: t(`imports.parts.${part}`) })}
                  </p>
                ))}
                {note && note.code !== 'unknown_name' && <p className="fault">{t(`imports.notes.${note.code}`)}</p>}
                {isUnread(mapping, name) ? (
                  <p className="hint">{t('imports.sealedAnyway')}</p>
                ) : (
                  maySeal(mapping, name) && (
                    <label className="tick">
                      <input
                        type="checkbox"
                        checked={mapping.sealed.includes(name)}
                        onChange={(event) => onMapping(withSealed(mapping, name, event.target.checked))}
                      />
                      <span>{t('imports.seal')}</span>
                    </label>
                  )
                )}
              </div>
            </li>
          );
        })}
      </ul>
      <Joined mapping={mapping} onMapping={onMapping} />
    </>
  );
}

/** A series and a number are one mark; two numbers of two parts are two. */
function Joined({ mapping, onMapping }: Pick<Props, 'mapping' | 'onMapping'>) {
  const { t } = useTranslation();
  const kinds = [...new Set(mapping.marks.map((mark) => mark.kind))];
  return kinds.map((kind) => {
    const marks = mapping.marks.filter((mark) => mark.kind === kind);
    const columns = marks.flatMap((mark) => mark.columns);
    if (columns.length < 2) return null;
    return (
      <label className="tick" key={kind}>
        <input
          type="checkbox"
          checked={marks.length === 1}
          onChange={(event) => onMapping(joined(mapping, kind, event.target.checked))}
        />
        <span>
          {t('imports.joined')} <bdi className="mono">{columns.join(' + ')}</bdi>
        </span>
      </label>
    );
  });
}
