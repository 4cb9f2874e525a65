// SPDX-License-Identifier: Apache-2.0
// A proof of the demonstration world, as the service gave it.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { check, leafOf, type Proof } from './inclusion';

const proof = JSON.parse(readFileSync(new URL('proof.test.json', import.meta.url), 'utf8')) as Proof;
const other = (hex: string) => (hex.startsWith('0') ? '1' : '0') + hex.slice(1);

test('a proof of the service holds', async () => {
  expect((await check(proof)).holds).toBe(true);
});

test('one sign changed in the leaf, or in any step, and it does not hold', async () => {
  expect((await check({ ...proof, leaf: other(proof.leaf) })).holds).toBe(false);
  for (let i = 0; i < proof.path.length; i++) {
    const path = proof.path.map((step, n) => (n === i ? other(step) : step));
    expect((await check({ ...proof, path })).holds, `step ${i}`).toBe(false);
  }
});

test('another place, another size, a step too few or too many do not hold', async () => {
  expect((await check({ ...proof, seq: proof.seq + 1 })).holds).toBe(false);
  expect((await check({ ...proof, size: proof.size + 1 })).holds).toBe(false);
  expect((await check({ ...proof, path: proof.path.slice(1) })).holds).toBe(false);
  expect((await check({ ...proof, path: [...proof.path, proof.leaf] })).holds).toBe(false);
  expect((await check({ ...proof, seq: 99 })).holds).toBe(false);
});

test('the root of another checkpoint is another root', async () => {
  const lines = proof.checkpoint.split('\n');
  lines[2] = (lines[2]!.startsWith('A') ? 'B' : 'A') + lines[2]!.slice(1);
  expect((await check({ ...proof, checkpoint: lines.join('\n') })).holds).toBe(false);
});

test('the leaf of nothing is the hash of one zero byte', async () => {
  const known = '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d';
  expect(await leafOf(new Uint8Array())).toBe(known);
});
