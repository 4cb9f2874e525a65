// SPDX-License-Identifier: Apache-2.0
// The dossier of a weapon as the service tells it: records, the story that they make, and what links them.
import { answerOf, api, type Schemas, why } from '../../api/client';
import { sha256, toHex } from '../../shared/bytes';

export type CustodyEvent = Schemas['CustodyEvent'];
export type Gap = Schemas['CustodyGap'];
export type Contradiction = Schemas['Contradiction'];
export type Ground = Schemas['Argument'];
export type Hypothesis = Schemas['Hypothesis'];
export type Status = Schemas['CustodyStatus'];
export type Custody = Schemas['Custody'];
export type Entry = Schemas['RecordEvent'];
export type RecordOf = Schemas['RecordDossier'];
export type Num = Schemas['RecordNumber'];
export type Dossier = Schemas['Weapon'];
export type Links = Schemas['Links'];

const asked = (id: string) => ({ params: { header: why(), path: { id } } });

export const readWeapon = (id: string): Promise<Dossier> => answerOf(api.GET('/v1/weapons/{id}', asked(id)));

export const readRecord = (id: string): Promise<Schemas['Record']> =>
  answerOf(api.GET('/v1/items/{id}', asked(id)));

/** The story as it would be if the records that very probably belong to the weapon did. */
export async function readProbable(record: string): Promise<Custody | null> {
  const answer = await answerOf(api.GET('/v1/items/{id}/trace', asked(record)));
  return answer.custody ?? null;
}

export const readLinks = (record: string): Promise<Links> =>
  answerOf(api.GET('/v1/items/{id}/links', asked(record)));

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
  const leaves = records.flatMap((record) => [...record.events, ...record.attached].map((one) => one.leaf)).sort();
  return toHex(await sha256(new TextEncoder().encode(leaves.join('\n') + '\n')));
}
