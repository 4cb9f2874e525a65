// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { align, countOf, tokensOf } from './align';

const told = (read: string, record: string) =>
  align(read, record)
    .map((cell) => `${cell.read || '_'}${cell.record || '_'}`)
    .join(' ');

test('a number that was read whole agrees in every place', () => {
  expect(countOf(align('ab-123', 'AB123'))).toMatchObject({ same: 5, differs: 0 });
});
test('an unread character stands beside what is on record', () => {
  expect(told('BTX5?0', 'BTX590')).toBe('BB TT XX 55 ?9 00');
  expect(countOf(align('BTX5?0', 'BTX590'))).toMatchObject({ same: 5, unread: 1 });
});
test('a run of unread characters takes as many as it has to', () => {
  expect(told('*444', 'ZA10444')).toBe('*Z *A *1 *0 44 44 44');
});
test('one of several readings fits where one of them is on record', () => {
  expect(told('242[13]', '2423')).toBe('22 44 22 [13]3');
  expect(countOf(align('242[13]', '2429')).differs).toBe(1);
});
test('a character too many moves nothing else', () => {
  expect(told('A1245', 'A12345')).toBe('AA 11 22 _3 44 55');
  expect(told('A12345', 'A1245')).toBe('AA 11 22 3_ 44 55');
});
test('letters of other scripts are not corrected', () => {
  expect(countOf(align('А1', 'A1'))).toMatchObject({ same: 1, differs: 1 });
});
test('blanks and separators are no characters', () => {
  expect(tokensOf('T 6368-15 [58]?')).toEqual(['T', '6', '3', '6', '8', '1', '5', '[58]', '?']);
});
