// SPDX-License-Identifier: Apache-2.0
// Photographs on their way in and out: what was picked, what is wrong with it before it is sent, sending with how far
// it is, and the bytes of one that is on record.
import { answerOf, api, csrfHeader, newKey, type Schemas, why } from '../../api/client';
import { sha256, toHex } from '../../shared/bytes';

export type AttachedFile = Schemas['AttachedFile'];
type FileOrder = Schemas['FileOrder'];
export type Thing = { record: string } | { case: string };

/** What the service takes, so that nobody waits for a refusal. */
export const FILE_BYTES_MAX = 8 * 1024 * 1024;
const TYPES = [
  [0xff, 0xd8, 0xff],
  [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
];

export type Fault = '' | 'empty' | 'tooLarge' | 'wrongType';

export interface Picked {
  id: string;
  key: string; // the idempotency key: the same while the order is the same
  file: File;
  fault: Fault;
  shows: string;
  scale: '' | 'yes' | 'no';
  state: 'waiting' | 'sending' | 'sent' | 'failed';
  share: number; // of its bytes that are sent
  error: unknown;
}

export type Change = (id: string, part: Partial<Picked>) => void;

/** A file is what its first bytes say, whatever its name is. */
export async function faultOf(file: Blob): Promise<Fault> {
  if (file.size === 0) return 'empty';
  if (file.size > FILE_BYTES_MAX) return 'tooLarge';
  const head = new Uint8Array(await file.slice(0, 8).arrayBuffer());
  return TYPES.some((type) => type.every((byte, i) => head[i] === byte)) ? '' : 'wrongType';
}

export async function pick(file: File): Promise<Picked> {
  return {
    id: newKey(),
    key: newKey(),
    file,
    fault: await faultOf(file),
    shows: 'whole',
    scale: '',
    state: 'waiting',
    share: 0,
    error: null,
  };
}

export const digestOf = async (bytes: Blob) => toHex(await sha256(new Uint8Array(await bytes.arrayBuffer())));

/** fetch does not tell how far an upload is; this does. */
function post(body: Blob, key: string, onShare: (share: number) => void) {
  const asking = new Promise<{ data?: Schemas['Carried']; error?: unknown; response: Response }>((done, fail) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/v1/files');
    const headers = { ...why(), ...csrfHeader(), 'Idempotency-Key': key };
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.setRequestHeader('Content-Type', 'application/vnd.proofmark.file');
    request.upload.onprogress = (event) => onShare(event.total ? event.loaded / event.total : 0);
    request.onerror = () => fail(new Error('unreachable'));
    request.onload = () => {
      let answer: unknown;
      try {
        answer = JSON.parse(request.responseText);
      } catch {
        answer = undefined;
      }
      const response = new Response(null, { status: request.status });
      done(response.ok ? { data: answer as Schemas['Carried'], response } : { error: answer, response });
    };
    request.send(body);
  });
  return answerOf(asking);
}

/** One line that says what it is, and behind it the bytes as they are. */
export async function sendFile(thing: Thing, picked: Picked, onShare: (share: number) => void) {
  const order: FileOrder = {
    ...thing,
    shows: picked.shows,
    ...(picked.scale && { scale: picked.scale === 'yes' }),
    name: picked.file.name,
    digest: await digestOf(picked.file),
  };
  return post(new Blob([JSON.stringify(order), '\n', picked.file]), picked.key, onShare);
}

/** One after the other: a slow line carries one well and four badly. Whether all of them are on record now. */
export async function sendAll(thing: Thing, picks: Picked[], change: Change): Promise<boolean> {
  let whole = true;
  for (const one of picks) {
    if (one.fault || one.state === 'sent' || one.state === 'sending') continue;
    change(one.id, { state: 'sending', share: 0, error: null });
    try {
      await sendFile(thing, one, (share) => change(one.id, { share }));
      change(one.id, { state: 'sent', share: 1 });
    } catch (error) {
      whole = false;
      change(one.id, { state: 'failed', error });
    }
  }
  return whole;
}

export const readFile = (id: string) =>
  answerOf(
    api.GET('/v1/files/{id}', { params: { header: why(), path: { id } }, parseAs: 'blob' }),
  ) as unknown as Promise<Blob>;
