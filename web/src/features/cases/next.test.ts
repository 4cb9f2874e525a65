// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import type { Hit } from '../../api/client';
import { type CaseFile, nextOf, type OneFile } from './file';

const own = (open: string[]) => ({ owner: 'XC-POL', open }) as OneFile;
const file = (part: Partial<CaseFile>) =>
  ({ case: '26/118', files: [], records: [], weapons: [], ...part }) as CaseFile;
const whats = (one: CaseFile, hits: Hit[] = []) => nextOf(one, hits, 'XC-POL').map((next) => next.what);

test('without a file of the own authority, one is opened first', () => {
  expect(whats(file({ files: [{ ...own([]), owner: 'XB-POL' }] }))).toEqual(['open']);
});

test('the first two open steps come first, then a match that waits', () => {
  const hits = [{ hit: 'h', state: 'candidate' }, { hit: 'i', state: 'confirmed' }] as Hit[];
  expect(whats(file({ files: [own(['photographed', 'packed', 'stored'])] }), hits)).toEqual(['step', 'step', 'decide']);
});

test('whom to ask is looked up until the weapon was traced', () => {
  const weapons = [{ weapon: 'w', records: ['XC-POL.item.1'], status: [], sentence: '', said: [] }];
  expect(whats(file({ files: [own(['traced'])], weapons }))).toEqual(['step', 'ask']);
  expect(whats(file({ files: [own([])], weapons }))).toEqual([]);
});
