// SPDX-License-Identifier: Apache-2.0
// A mapping as the page edits it: docs/formats/mapping.md in its long form. What a column is, and what a row tells, are
// read from it and written into it here; whether it is right the service says.
export type Kind = string | { column: string; values: Record<string, string | null> };

export interface Told {
  kind: Kind;
  date?: string | null;
  place?: string[];
  from_party?: string[];
  to_party?: string[];
  document?: string[];
  only_if?: string | null;
}

export interface MarkColumns {
  kind: string;
  columns: string[];
}

export interface Mapping {
  source: string;
  as_of?: string | null;
  format: string;
  delimiter?: string;
  encoding: string;
  sheet?: string | null;
  date_format?: string[];
  fields: Record<string, string | null>;
  marks: MarkColumns[];
  events: Told[];
  sealed: string[];
  ignore: string[];
  [more: string]: unknown;
}

export const FIELDS = [
  'source_id',
  'type',
  'make',
  'model',
  'calibre',
  'made_country',
  'importer',
  'import_country',
  'year',
  'days_to_crime',
  'case',
] as const;
export const AROUND = ['place', 'from_party', 'to_party', 'document'] as const;
export const DATE_FORMS = [
  'ISO',
  'DD/MM/YYYY',
  'MM/DD/YYYY',
  'DD.MM.YYYY',
  'DD-MM-YYYY',
  'YYYY/MM/DD',
  'YYYYMMDD',
  'D/M/YYYY',
  'M/D/YYYY',
  'D.M.YYYY',
] as const;

type Raw = Record<string, unknown>;
const isRaw = (value: unknown): value is Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string' && one !== '');

function toldOf(raw: Raw): Told {
  const told: Told = { kind: (raw.kind ?? '') as Kind };
  if (typeof raw.date === 'string') told.date = raw.date;
  if (typeof raw.only_if === 'string') told.only_if = raw.only_if;
  for (const what of AROUND) if (listOf(raw[what]).length > 0) told[what] = listOf(raw[what]);
  return told;
}

/** The long form of a mapping that somebody saved or the service proposed; null where it is none. */
export function mappingOf(raw: unknown): Mapping | null {
  if (!isRaw(raw)) return null;
  const { serial, owner_mark, country, date, place, from_party, to_party, document, ...fields } = isRaw(raw.fields)
    ? raw.fields
    : {};
  const marks: MarkColumns[] = [];
  if (typeof serial === 'string') marks.push({ kind: 'serial', columns: [serial] });
  if (typeof owner_mark === 'string') marks.push({ kind: 'property', columns: [owner_mark] });
  for (const one of Array.isArray(raw.marks) ? raw.marks : []) {
    if (isRaw(one)) marks.push({ kind: String(one.kind ?? ''), columns: listOf(one.columns) });
  }
  if (typeof country === 'string') fields.made_country = country;
  const events = (Array.isArray(raw.events) ? raw.events : []).filter(isRaw).map(toldOf);
  if (raw.event) events.push(toldOf({ kind: raw.event, date, place, from_party, to_party, document }));
  const { event: _, ...more } = raw;
  const forms = listOf(raw.date_format);
  return {
    ...more,
    source: typeof raw.source === 'string' ? raw.source : '',
    format: typeof raw.format === 'string' ? raw.format : 'csv',
    encoding: typeof raw.encoding === 'string' ? raw.encoding : 'utf-8',
    fields: Object.fromEntries(Object.entries(fields).filter(([, one]) => typeof one === 'string')) as Record<
      string,
      string
    >,
    marks,
    events,
    sealed: listOf(raw.sealed),
    ignore: listOf(raw.ignore),
    date_format: forms.length > 0 ? forms : undefined,
  };
}

/** The mapping for a file that is written in this way, whatever the one was that it was made for. */
export const written = (
  mapping: Mapping,
  as: Pick<Mapping, 'format' | 'delimiter' | 'encoding' | 'sheet'>,
): Mapping => ({
  ...mapping,
  format: as.format,
  delimiter: as.delimiter,
  encoding: as.encoding,
  sheet: as.sheet,
});

/** What the service is sent: what says nothing is left out. */
export function orderOf(mapping: Mapping): Record<string, unknown> {
  const { date_format, delimiter, as_of, sheet, ...rest } = mapping;
  return {
    ...rest,
    source: mapping.source.trim(),
    ...(as_of?.trim() && { as_of: as_of.trim() }),
    ...(date_format && { date_format }),
    ...(mapping.format === 'xlsx' && sheet && { sheet }),
    ...(mapping.format !== 'jsonl' && mapping.format !== 'xlsx' && delimiter && { delimiter }),
  };
}

/** What a column is read as besides the events: "make", "mark:serial", "ignore"; several where somebody wrote so. */
export function usesOf(mapping: Mapping, column: string): string[] {
  const out = Object.keys(mapping.fields).filter((field) => mapping.fields[field] === column);
  for (const mark of mapping.marks) if (mark.columns.includes(column)) out.push(`mark:${mark.kind}`);
  if (mapping.ignore.includes(column)) out.push('ignore');
  return out;
}

/** In what events a column is used: their numbers and the part. */
export function partsIn(mapping: Mapping, column: string): { event: number; part: string }[] {
  const out: { event: number; part: string }[] = [];
  mapping.events.forEach((told, event) => {
    if (typeof told.kind === 'object' && told.kind.column === column) out.push({ event, part: 'kind' });
    if (told.date === column) out.push({ event, part: 'date' });
    for (const part of AROUND) if (told[part]?.includes(column)) out.push({ event, part });
  });
  return out;
}

/** The column is read as this and nothing else; "" is kept and sealed. `order` is the order of the file's columns. */
export function withUse(mapping: Mapping, column: string, use: string, order: string[]): Mapping {
  const fields = Object.fromEntries(Object.entries(mapping.fields).filter(([, one]) => one !== column));
  const marks = mapping.marks
    .map((mark) => ({ ...mark, columns: mark.columns.filter((one) => one !== column) }))
    .filter((mark) => mark.columns.length > 0);
  const ignore = mapping.ignore.filter((one) => one !== column);
  if (use === 'ignore') ignore.push(column);
  if ((FIELDS as readonly string[]).includes(use)) fields[use] = column;
  if (use.startsWith('mark:')) {
    const kind = use.slice(5);
    const same = marks.find((mark) => mark.kind === kind);
    if (same) {
      same.columns = [...same.columns, column].sort((a, b) => order.indexOf(a) - order.indexOf(b));
    } else {
      marks.push({ kind, columns: [column] });
    }
  }
  const out = { ...mapping, fields, marks, ignore };
  return { ...out, sealed: mapping.sealed.filter((one) => maySeal(out, one)) };
}

/** Columns of one kind of mark that are joined, or stand for a mark each. */
export function joined(mapping: Mapping, kind: string, together: boolean): Mapping {
  const columns = mapping.marks.filter((mark) => mark.kind === kind).flatMap((mark) => mark.columns);
  const others = mapping.marks.filter((mark) => mark.kind !== kind);
  const own = together ? [{ kind, columns }] : columns.map((one) => ({ kind, columns: [one] }));
  return { ...mapping, marks: [...others, ...own] };
}

/** A date, a field and a kind stand open; a mark and what stands around an event may be sealed. */
export function maySeal(mapping: Mapping, column: string): boolean {
  const open = Object.values(mapping.fields).includes(column) || mapping.ignore.includes(column);
  return !open && !partsIn(mapping, column).some(({ part }) => part === 'kind' || part === 'date');
}

/** Whether the service would seal it whatever is said: nothing reads it. */
export const isUnread = (mapping: Mapping, column: string) =>
  usesOf(mapping, column).length === 0 && partsIn(mapping, column).length === 0;

export const withSealed = (mapping: Mapping, column: string, sealed: boolean): Mapping => ({
  ...mapping,
  sealed: sealed ? [...mapping.sealed, column] : mapping.sealed.filter((one) => one !== column),
});

export function withTold(mapping: Mapping, at: number, told: Told | null): Mapping {
  const events = mapping.events.flatMap((one, i) => (i !== at ? [one] : told ? [told] : []));
  if (at === mapping.events.length && told) events.push(told);
  const out = { ...mapping, events };
  return { ...out, sealed: mapping.sealed.filter((one) => maySeal(out, one)) };
}

/** What is missing before it can be checked: the name of a word for each. */
export function missingIn(mapping: Mapping): string[] {
  const out: string[] = [];
  if (!mapping.source.trim()) out.push('source');
  if (mapping.marks.length === 0 && !Object.keys(mapping.fields).some((one) => one !== 'source_id' && one !== 'case'))
    out.push('nothing');
  if (mapping.events.some((told) => (typeof told.kind === 'string' ? !told.kind : !told.kind.column))) out.push('kind');
  return out;
}
