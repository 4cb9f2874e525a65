// SPDX-License-Identifier: Apache-2.0
// Bytes as hexadecimal digits, and their SHA-256 by WebCrypto.
export type Bytes = Uint8Array<ArrayBuffer>;

export const toHex = (bytes: Bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Of the parts, one behind the other. */
export async function sha256(...parts: Bytes[]): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', await new Blob(parts).arrayBuffer()));
}
