// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { isIdentifier, linkTo } from './find';

test('an identifier is told from a number and from a reference', () => {
  expect(isIdentifier('XC-POL.item.01M866XP127F05YSY4AF3J4VEX')).toBe(true);
  expect(isIdentifier('BR-RJ.hit.01M866XP127F05YSY4AF3J4VEX')).toBe(true);
  for (const other of ['BTX5?0', 'XC/2019/0417', 'XC-POL.item.01M8', 'xc-pol.item.01M866XP127F05YSY4AF3J4VEX'])
    expect(isIdentifier(other), other).toBe(false);
});

test('each kind of thing has its page', () => {
  expect(linkTo({ kind: 'item', id: 'x' })).toEqual({ to: '/items/$id', params: { id: 'x' } });
  expect(linkTo({ kind: 'hit', id: 'x' }).to).toBe('/hits/$id');
  expect(linkTo({ kind: 'case', id: 'a/1' })).toEqual({ to: '/cases/$', params: { _splat: 'a/1' } });
});
