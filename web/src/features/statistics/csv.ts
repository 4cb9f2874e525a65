// SPDX-License-Identifier: Apache-2.0
// Statistics as rows of a spreadsheet: list, code, name, count.
import type { Schemas } from '../../api/client';

/** A cell that no spreadsheet takes for a formula. */
export function cell(value: string | number): string {
  const text = String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

type Row = [list: string, code: string, name: string, count: number];

export function csvOf(counted: Schemas['Statistics']): string {
  const rows: Row[] = [];
  const totals = (list: string, of: Record<string, unknown>) => {
    for (const [name, count] of Object.entries(of)) if (typeof count === 'number') rows.push([list, name, '', count]);
  };
  const codes = (list: string, of: Schemas['CodeCounts']) => {
    for (const one of of.codes) rows.push([list, one.code, one.name ?? '', one.count]);
    if (of.others) rows.push([list, '', 'others', of.others]);
    if (of.unknown) rows.push([list, '', 'unknown', of.unknown]);
  };
  totals('asked', counted.asked);
  totals('found', counted.found);
  totals('hits', counted.hits);
  for (const month of counted.months) {
    for (const name of ['asked', 'found', 'linked'] as const) {
      rows.push([`month ${name}`, month.month, '', month[name]]);
    }
  }
  codes('purposes', counted.asked.purposes);
  for (const list of ['events', 'types', 'makes', 'calibres', 'countries'] as const) codes(list, counted.found[list]);
  codes('diversion', counted.stories.diversion);
  for (const one of counted.stories.days_to_crime.ranges) {
    rows.push(['days to crime', `${one.from}-${one.to ?? ''}`, '', one.count]);
  }
  return ['list,code,name,count', ...rows.map((row) => row.map(cell).join(','))].join('\r\n') + '\r\n';
}
