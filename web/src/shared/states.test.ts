// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { stateNames } from './states';

test('a State has its name in the language in use', () => {
  expect(stateNames('en')('BR')).toBe('Brazil');
  expect(stateNames('fr')('DE')).toBe('Allemagne');
});

test('a code without a name stays as it is', () => {
  for (const code of ['XA', 'XB', 'QM', 'ZZ', 'CSHH', 'unknown', '']) expect(stateNames('en')(code)).toBe(code);
});
