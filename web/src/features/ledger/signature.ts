// SPDX-License-Identifier: Apache-2.0
// Whether a checkpoint is signed by a key (docs/formats/checkpoint.md): C2SP signed note, Ed25519, checked by WebCrypto
// where the browser has it. Which key is the right one, no arithmetic tells: it is compared with one that is known.
import { type Bytes, sha256, toHex } from '../../shared/bytes';

export interface Key {
  name: string;
  id: string; // 8 hexadecimal digits: its fingerprint
  bytes: Bytes; // 32
}

export type Signed = 'good' | 'bad' | 'unknown';

const KEY_BYTES = 32;
const ED25519 = 1; // the first byte of a key's base64

function fromBase64(text: string): Bytes | null {
  try {
    return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  } catch {
    return null;
  }
}

/** "NAME+HEX+BASE64" in one line; null where it is none, or where its fingerprint is not its own. */
export async function readKey(text: string): Promise<Key | null> {
  const found = /^(\S+?)\+([0-9a-f]{8})\+(\S+)$/.exec(text.trim());
  const all = found && fromBase64(found[3]!);
  if (!found || !all || all.length !== KEY_BYTES + 1 || all[0] !== ED25519) return null;
  const name = new TextEncoder().encode(`${found[1]}\n`);
  const id = toHex((await sha256(name, all)).slice(0, 4));
  return id === found[2] ? { name: found[1]!, id, bytes: all.slice(1) } : null;
}

/** The signature under a note by this key: a note that bears none is not signed by it. */
export async function checkSignature(note: string, key: Key): Promise<Signed> {
  const end = note.indexOf('\n\n');
  if (end < 0) return 'bad';
  const text = new TextEncoder().encode(note.slice(0, end + 1));
  const line = note
    .slice(end + 2)
    .split('\n')
    .map((one) => /^— (\S+) (\S+)$/.exec(one))
    .map((one) => ({ name: one?.[1], blob: one && fromBase64(one[2]!) }))
    .find(({ name, blob }) => name === key.name && blob && toHex(blob.slice(0, 4)) === key.id);
  if (!line?.blob) return 'bad';
  try {
    const known = await crypto.subtle.importKey('raw', key.bytes, 'Ed25519', false, ['verify']);
    return (await crypto.subtle.verify('Ed25519', known, line.blob.slice(4), text)) ? 'good' : 'bad';
  } catch {
    return 'unknown'; // an older browser has no Ed25519
  }
}

// The key that a person knows from elsewhere, one for each log.
const PLACE = 'proofmark.key.';

/** The same name in another epoch is another key, and the log of another authority too. */
export const knownKey = (name: string) => localStorage.getItem(PLACE + name) ?? '';
export const keepKey = (key: Key, text: string) => localStorage.setItem(PLACE + key.name, text.trim());
