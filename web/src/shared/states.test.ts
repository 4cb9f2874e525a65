// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { stateName } from './states';

test('a State has its name in the language in use', () => {
  expect(stateName('en', 'BR')).toBe('Brazil');
  expect(stateName('fr', 'DE')).toBe('Allemagne');
});

test('a code without a name stays as it is', () => {
  for (const code of ['XA', 'XB', 'QM', 'ZZ', 'CSHH', 'unknown', '']) expect(stateName('en', code)).toBe(code);
});
