// SPDX-License-Identifier: Apache-2.0
// Whether an entry is in a log, worked out here from the proof and the checkpoint alone: RFC 9162, section 2.1.3.2.
import type { Schemas } from '../../api/client';
import { type Bytes, sha256, toHex } from '../../shared/bytes';

export type Proof = Schemas['Proof'];

const fromHex = (text: string): Bytes => Uint8Array.from(text.match(/../g) ?? [], (byte) => parseInt(byte, 16));
/** The leaf hash of an entry's bytes. */
export const leafOf = async (bytes: Bytes) => toHex(await sha256(Uint8Array.of(0), bytes));

const nodeOf = (first: Bytes, second: Bytes) => sha256(Uint8Array.of(1), first, second);

/** Size and root that a checkpoint signs: the second and third line of the note. */
export function signedBy(checkpoint: string): { origin: string; size: number; root: string } {
  const [origin = '', size = '', root = ''] = checkpoint.split('\n');
  const bytes = Uint8Array.from(atob(root), (sign) => sign.charCodeAt(0));
  return { origin, size: Number(size), root: toHex(bytes) };
}

/** The root that follows from leaf and path; empty where the path has another length than the place asks for. */
export async function rootFrom({ leaf, path, seq, size }: Proof): Promise<string> {
  if (seq >= size) return '';
  let place = seq;
  let last = size - 1;
  let hash = fromHex(leaf);
  for (const step of path.map(fromHex)) {
    if (last === 0) return '';
    if (place % 2 === 1 || place === last) {
      hash = await nodeOf(step, hash);
      while (place % 2 === 0 && place !== 0) {
        place = Math.floor(place / 2);
        last = Math.floor(last / 2);
      }
    } else {
      hash = await nodeOf(hash, step);
    }
    place = Math.floor(place / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? toHex(hash) : '';
}

export interface Outcome {
  holds: boolean;
  root: string; // that was worked out here
  signed: { origin: string; size: number; root: string };
}

export async function check(proof: Proof): Promise<Outcome> {
  const signed = signedBy(proof.checkpoint);
  const root = await rootFrom(proof);
  return { holds: root !== '' && signed.size === proof.size && root === signed.root, root, signed };
}
