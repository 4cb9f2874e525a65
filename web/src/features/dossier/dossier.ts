// SPDX-License-Identifier: Apache-2.0
// The dossier of a weapon as the service tells it: records, the story that they make, and what links them.
import { answerOf, api, why } from '../../api/client';
import type { Span } from '../../shared/Day';
import type { Clue } from '../trace/Evidence';

export interface CustodyEvent {
  id: string;
  record: string;
  kind: string;
  date: Span;
  from_party: string | null;
  to_party: string | null;
  place: string | null;
  document: string | null;
  owner: string;
  grade: string | null;
  withheld: string[];
  state: string | null; // where it happened, as far as the service can tell
  state_by: 'place' | 'owner' | null;
  bound_for: string | null;
}

export interface Gap {
  after: string;
  before: string;
  from: string | null;
  to: string | null;
  why: string;
}

export interface Contradiction {
  events: string[];
  field: string;
  why: string;
}

export interface Ground {
  events: string[];
  why: string;
}

export interface Hypothesis {
  rank: number;
  kind: string;
  from: string | null;
  to: string | null;
  place: string | null;
  support: Ground[];
  against: Ground[];
}

export interface Status {
  owner: string;
  status: string;
  as_of: string | null;
  why: string | null;
}

export interface Custody {
  weapon: string;
  events: CustodyEvent[];
  gaps: Gap[];
  contradictions: Contradiction[];
  diversion: { hypotheses: Hypothesis[]; sentence: string };
  status: Status[];
  ask: { country: string; why: string }[];
  time_to_crime_days: number | null;
  assumes?: string[];
}

export interface Entry {
  id: string;
  seq: number;
  kind: string;
  date: Span;
  owner: string;
  recorded_at: string;
  leaf: string;
  grade: string | null;
  from_party: string | null;
  to_party: string | null;
  place: string | null;
  document: string | null;
  withheld: string[];
  erased: string[];
}

export interface RecordOf {
  record: string;
  owner: string;
  source?: string;
  source_id?: string;
  file?: string;
  line?: number;
  case?: string | null;
  corrected: boolean;
  fields: { field: string; text: string; code: string | null; resolved: boolean }[];
  marks: { kind: string; text: string; positions?: string[] }[];
  events: Entry[];
  row?: Record<string, string>;
}

export interface Num {
  record: string;
  kind: string;
  text: string;
  pattern: string;
  legibility: string;
  treatment: string;
  positions: string[];
}

export interface Dossier {
  weapon: string;
  records: RecordOf[];
  numbers: Num[];
  custody: Custody;
}

export interface Links {
  record: string;
  links: { record: string; owner: string; state: string; by: string; at: string; reason: string | null; seq: number }[];
  proposed: { record: string; owner: string; source_id: string; probability: number; evidence: Clue[] }[];
}

const asked = (id: string) => ({ params: { header: why(), path: { id } } });

export const readWeapon = (id: string) =>
  answerOf(api.GET('/v1/weapons/{id}', asked(id))) as unknown as Promise<Dossier>;

export const readRecord = (id: string) =>
  answerOf(api.GET('/v1/items/{id}', asked(id))) as unknown as Promise<RecordOf & { weapon: string }>;

/** The story as it would be if the records that very probably belong to the weapon did. */
export async function readProbable(record: string): Promise<Custody | null> {
  const answer = await answerOf(api.GET('/v1/items/{id}/trace', asked(record)));
  return (answer.custody as unknown as Custody | undefined) ?? null;
}

export const readLinks = (record: string) =>
  answerOf(api.GET('/v1/items/{id}/links', asked(record))) as unknown as Promise<Links>;

/** The proof of an entry of a record that one sees. */
export const readProof = (record: string, seq: number) =>
  answerOf(api.GET('/v1/items/{id}/proofs/{seq}', { params: { header: why(), path: { id: record, seq } } }), false);

/** What a person calls the weapon: the fullest record says it as it is written there. */
export function nameOf(records: RecordOf[]): { name: string; calibre: string } {
  const text = (record: RecordOf, field: string) =>
    record.fields.find((one) => one.field === field)?.text.trim() ?? '';
  const fullest = [...records].sort((a, b) => b.fields.length - a.fields.length)[0];
  if (!fullest) return { name: '', calibre: '' };
  const name = ['make', 'model'].map((field) => text(fullest, field)).filter(Boolean).join(' ');
  return { name: name || text(fullest, 'type'), calibre: text(fullest, 'calibre') };
}

/** The entry that a value of a record stands on: what recorded it, or the correction that replaced it. */
export const entryOf = (record: RecordOf) =>
  record.events.filter((one) => one.kind === 'corrected').at(-1) ??
  record.events.find((one) => one.kind === 'recorded');

/** The digest over the entries that a page rests on: their leaves, sorted, one a line. */
export async function digestOf(records: RecordOf[]): Promise<string> {
  const leaves = records.flatMap((record) => record.events.map((one) => one.leaf)).sort();
  const bytes = new TextEncoder().encode(leaves.join('\n') + '\n');
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
