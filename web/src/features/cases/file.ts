// SPDX-License-Identifier: Apache-2.0
// A case as the service tells it: the file of each owner with the protocol of recovery, its records and their weapons.
import { answerOf, api, command, type Hit, why } from '../../api/client';
import type { Span } from '../../shared/Day';
import type { RecordOf, Status } from '../dossier/dossier';

export interface Done {
  event: string;
  by: string;
  date: Span;
  exhibit: string | null;
  note: string | null;
  seq: number;
}

export interface Check {
  step: string;
  name: string;
  done: Done[];
}

export interface OneFile {
  case: string;
  reference: string;
  owner: string;
  date: Span;
  offence: string | null;
  place: string | null;
  terrorism: boolean | null;
  linked: string[];
  checklist: Check[];
  open: string[];
  seq: number;
  leaf: string;
}

export interface CaseFile {
  case: string;
  files: OneFile[];
  records: RecordOf[];
  weapons: { weapon: string; records: string[]; status: Status[]; sentence: string }[];
}

/** By its identifier, or by its reference, which may hold any characters. */
export function readCase(id: string): Promise<CaseFile> {
  const asked = /^[^/]+\.case\.[0-9A-Z]{26}$/.test(id)
    ? answerOf(api.GET('/v1/cases/{id}', { params: { header: why(), path: { id } } }))
    : answerOf(api.GET('/v1/cases', { params: { header: why(), query: { reference: id } } }));
  return asked as unknown as Promise<CaseFile>;
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
