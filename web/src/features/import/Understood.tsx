// SPDX-License-Identifier: Apache-2.0
// What was understood of a file before anybody has said anything: its form, which can be put right, and its first rows.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PickField, TextField } from '../../shared/Field';
import type { Outline, Wish } from './file';

const FORMATS = ['csv', 'tsv', 'jsonl'] as const;
const DELIMITERS = [',', ';', '\t', '|'];
const ENCODINGS = ['utf-8', 'windows-1252', 'windows-1251', 'windows-1256', 'koi8-u', 'gb18030', 'utf-16'];

interface Props {
  outline: Outline;
  wish: Wish;
  onWish: (wish: Wish) => void;
}

export function Understood({ outline, wish, onWish }: Props) {
  const { t } = useTranslation();
  const [other, setOther] = useState(false);
  const put = (part: Partial<Wish>) => onWish({ ...wish, ...part });
  const encodings = [...new Set([outline.encoding, ...ENCODINGS])];
  return (
    <>
      <p>
        {t('imports.found', { columns: outline.columns.length })}{' '}
        {t(outline.whole ? 'imports.rows' : 'imports.rowsSoFar', { count: outline.rows })}{' '}
        {outline.faulty > 0 && <strong>{t('imports.faulty', { count: outline.faulty })}</strong>}
      </p>
      <div className="grid">
        {outline.format === 'xlsx' ? (
          <PickField
            label={t('imports.sheet')}
            value={outline.sheet ?? ''}
            onValue={(sheet) => onWish({ sheet })}
            options={outline.sheets.map((code) => ({ code, name: code }))}
          />
        ) : (
          <PickField
            label={t('imports.format')}
            value={outline.format}
            onValue={(format) => onWish({ format: format as NonNullable<Wish['format']> })}
            options={FORMATS.map((code) => ({ code, name: code }))}
          />
        )}
        {outline.format === 'csv' && (
          <PickField
            label={t('imports.delimiter')}
            value={outline.delimiter}
            onValue={(delimiter) => put({ format: 'csv', delimiter })}
            options={[...new Set([outline.delimiter, ...DELIMITERS])].map((code) => ({
              code,
              name: code === '\t' ? t('imports.tab') : code,
            }))}
          />
        )}
        {outline.format !== 'xlsx' && (
          <PickField
            label={t('imports.encoding')}
            value={outline.encoding}
            onValue={(encoding) => (encoding === 'other' ? setOther(true) : put({ encoding }))}
            options={[...encodings.map((code) => ({ code, name: code })), { code: 'other', name: t('imports.other') }]}
          />
        )}
        {other && <OtherEncoding onValue={(encoding) => put({ encoding })} />}
      </div>
      {outline.format !== 'xlsx' && <p className="hint">{t('imports.lettersHint')}</p>}
      <div className="scroll" role="region" tabIndex={0} aria-label={t('imports.sample')}>
        <table>
          <caption>{t('imports.sample')}</caption>
          <thead>
            <tr>
              {outline.columns.map((column) => (
                <th key={column.name} scope="col">
                  <bdi>{column.name}</bdi>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {outline.sample.map((row, i) => (
              <tr key={i}>
                {row.map((cell, j) => (
                  <td key={j}>
                    <bdi>{cell}</bdi>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function OtherEncoding({ onValue }: { onValue: (value: string) => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  return (
    <div className="row">
      <TextField label={t('imports.otherEncoding')} value={name} onValue={setName} dir="ltr" />
      <button type="button" onClick={() => name.trim() && onValue(name.trim())}>
        {t('imports.use')}
      </button>
    </div>
  );
}
