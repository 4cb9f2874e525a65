// SPDX-License-Identifier: Apache-2.0
// A register on its way into the log, as the service tells it.
import { answerOf, api, type Schemas, why } from '../../api/client';
import { type Mapping, orderOf } from './mapping';

export type Import = Schemas['Import'];
export type Imports = Schemas['Imports'];
export type Outline = Schemas['ImportOutline'];
export type Faulty = Schemas['ImportFaults'];

/** How a file is written, where the officer knows better than the guess. */
export interface Wish {
  format?: 'csv' | 'tsv' | 'jsonl' | 'xlsx';
  delimiter?: string;
  encoding?: string;
  sheet?: string;
}

const of = (id: string) => ({ path: { id }, header: why() });

export const readImports = () => answerOf(api.GET('/v1/imports', { params: { header: why() } }));
export const readImport = (id: string) => answerOf(api.GET('/v1/imports/{id}', { params: of(id) }));
export const readFaults = (id: string) => answerOf(api.GET('/v1/imports/{id}/faults', { params: of(id) }));
export const readOutline = (id: string, wish: Wish) =>
  answerOf(api.GET('/v1/imports/{id}/outline', { params: { ...of(id), query: wish } }));
export const discard = (id: string) => answerOf(api.DELETE('/v1/imports/{id}', { params: of(id) }));
export const check = (id: string, mapping: Mapping) =>
  answerOf(
    api.POST('/v1/imports/{id}/check', {
      params: of(id),
      body: { mapping: orderOf(mapping) as Record<string, never> },
    }),
  );
export const run = (id: string) => answerOf(api.POST('/v1/imports/{id}/run', { params: of(id) }));
export const cancel = (id: string) => answerOf(api.POST('/v1/imports/{id}/cancel', { params: of(id) }));
export const fileOf = (id: string, what: 'errors' | 'rejected' | 'mapping') => `/v1/imports/${id}/files/${what}`;

export const isBusy = (one: Import | undefined) => one?.state === 'waiting' || one?.state === 'working';

/** Sends a file part after part; `tell` hears how far it is. */
export async function upload(file: File, partMax: number, tell: (sent: number) => void, stop: AbortSignal) {
  let one = await answerOf(
    api.POST('/v1/imports', { params: { header: why() }, body: { name: file.name, bytes: file.size } }),
  );
  while (one.received < file.size) {
    if (stop.aborted) {
      await discard(one.import);
      return null;
    }
    const at = one.received;
    one = await answerOf(
      api.PUT('/v1/imports/{id}/file', {
        params: { ...of(one.import), query: { at } },
        headers: { 'Content-Type': 'application/octet-stream' },
        body: file.slice(at, at + partMax) as unknown as string,
        bodySerializer: (part) => part as unknown as BodyInit,
      }),
    );
    tell(one.received);
  }
  return one;
}
