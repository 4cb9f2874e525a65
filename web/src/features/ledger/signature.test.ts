// SPDX-License-Identifier: Apache-2.0
// The example of docs/formats/checkpoint.md.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkSignature, readKey } from './signature';

const page = readFileSync(new URL('../../../../docs/formats/checkpoint.md', import.meta.url), 'utf8');
const [, note = '', keyText = ''] = page.split('```text\n').map((block) => block.split('```')[0]!);

test('the key of the example is read, and one whose fingerprint is another one is not', async () => {
  const key = await readKey(keyText);
  expect(key?.name).toBe('proofmark/BR-RJ/1');
  expect(key?.id).toBe('b3289b4a');
  expect(await readKey(keyText.replace('b3289b4a', 'b3289b4b'))).toBeNull();
  for (const bad of ['', 'x', 'a+b3289b4a+AAAA', keyText.replace('Aca', 'Bca')]) expect(await readKey(bad)).toBeNull();
});

test('the signature of the example is right; with one sign changed it is not', async () => {
  const key = (await readKey(keyText))!;
  expect(await checkSignature(note, key)).toBe('good');
  expect(await checkSignature(note.replace('\n3\n', '\n4\n'), key)).toBe('bad');
  expect(await checkSignature(note.replace('5521V', '5521W'), key)).toBe('bad');
  expect(await checkSignature(note.slice(0, note.indexOf('\n\n') + 2), key)).toBe('bad');
  expect(await checkSignature('no note', key)).toBe('bad');
});
