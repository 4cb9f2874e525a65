// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { chanceOf } from './chance';

test('no probability is said to be certain', () => {
  expect(chanceOf(1, 'en')).toBe('> 99.9%');
  expect(chanceOf(0.9996, 'en')).toBe('> 99.9%');
  expect(chanceOf(0.00002, 'en')).toBe('< 0.1%');
  expect(chanceOf(0.962, 'en')).toBe('96.2%');
});
