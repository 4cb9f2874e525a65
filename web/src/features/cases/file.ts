// SPDX-License-Identifier: Apache-2.0
// A case as the service tells it: the file of each owner with the protocol of recovery, its records and their weapons.
import { answerOf, api, command, type Hit, type Schemas, why } from '../../api/client';

export type Done = Schemas['StepDone'];
export type Check = Schemas['CaseStep'];
export type OneFile = Schemas['OneCase'];
export type CaseFile = Schemas['CaseFile'];
export type CaseList = Schemas['Cases'];

/** By its identifier, or by its reference, which may hold any characters. */
export async function readCase(id: string): Promise<CaseFile> {
  if (/^[^/]+\.case\.[0-9A-Z]{26}$/.test(id)) {
    return answerOf(api.GET('/v1/cases/{id}', { params: { header: why(), path: { id } } }));
  }
  const answer = await answerOf(api.GET('/v1/cases', { params: { header: why(), query: { reference: id } } }));
  if ('cases' in answer) throw new Error('a list, where one case was asked for');
  return answer;
}

/** A page of the cases that this person may see, newest first. */
export async function readCases(text: string, after: string): Promise<CaseList> {
  const query = { ...(text && { text }), ...(after && { after }) };
  const answer = await answerOf(api.GET('/v1/cases', { params: { header: why(), query } }));
  if ('cases' in answer) return answer;
  throw new Error('one case, where the list was asked for');
}

export const openFile = (reference: string, key: string) => command('record_case', { case: { reference } }, key);

export interface StepOrder {
  case: string;
  step: string;
  done_at: string;
  by: string;
  exhibit?: string;
  note?: string;
}

export const recordStep = (order: StepOrder, key: string) =>
  command('record_step', order as unknown as Record<string, unknown>, key);

export interface Next {
  what: 'step' | 'decide' | 'ask' | 'open' | 'link';
  about: string;
}

/** What an officer would do next, from what is missing: the first open steps, then matches, then whom to ask. */
export function nextOf(file: CaseFile, hits: Hit[], authority: string): Next[] {
  const own = file.files.find((one) => one.owner === authority);
  const out: Next[] = [];
  if (!own) out.push({ what: 'open', about: '' });
  for (const step of own?.open.slice(0, 2) ?? []) out.push({ what: 'step', about: step });
  const waiting = hits.filter((hit) => hit.state === 'candidate' || hit.state === 'compared');
  if (waiting.length > 0) out.push({ what: 'decide', about: waiting[0]!.hit });
  for (const weapon of file.weapons) {
    if (!own || own.open.includes('traced')) {
      const record = weapon.records.find((one) => one.startsWith(`${authority}.`));
      if (record) out.push({ what: 'ask', about: record });
    }
  }
  return out;
}
