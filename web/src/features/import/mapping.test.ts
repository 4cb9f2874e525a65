// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import {
  isUnread,
  joined,
  type Mapping,
  mappingOf,
  maySeal,
  missingIn,
  orderOf,
  partsIn,
  usesOf,
  withSealed,
  withTold,
  withUse,
  written,
} from './mapping';

const order = ['no', 'series', 'number', 'make', 'holder', 'day'];
const plain = () => mappingOf({ source: 'pd', format: 'csv', encoding: 'utf-8' }) as Mapping;

test('the short form of a saved mapping is read as the long one', () => {
  const mapping = mappingOf({
    source: 'pd-stolen',
    event: 'stolen',
    fields: { source_id: 'NO', serial: 'SERIAL', country: 'MADE_IN', date: 'ON', place: 'CITY', importer: null },
  }) as Mapping;
  expect(mapping.marks).toEqual([{ kind: 'serial', columns: ['SERIAL'] }]);
  expect(mapping.fields).toEqual({ source_id: 'NO', made_country: 'MADE_IN' });
  expect(mapping.events).toEqual([{ kind: 'stolen', date: 'ON', place: ['CITY'] }]);
  expect('event' in mapping).toBe(false);
  expect(mappingOf([1])).toBeNull();
});

test('a column is one thing at a time, and a second column of a mark joins the first in the order of the file', () => {
  let mapping = withUse(plain(), 'number', 'mark:serial', order);
  mapping = withUse(mapping, 'series', 'mark:serial', order);
  expect(mapping.marks).toEqual([{ kind: 'serial', columns: ['series', 'number'] }]);
  expect(joined(mapping, 'serial', false).marks).toHaveLength(2);
  expect(joined(joined(mapping, 'serial', false), 'serial', true).marks).toEqual(mapping.marks);
  mapping = withUse(mapping, 'series', 'make', order);
  expect(usesOf(mapping, 'series')).toEqual(['make']);
  expect(mapping.marks).toEqual([{ kind: 'serial', columns: ['number'] }]);
  expect(usesOf(withUse(mapping, 'series', '', order), 'series')).toEqual([]);
  expect(usesOf(withUse(mapping, 'no', 'ignore', order), 'no')).toEqual(['ignore']);
});

test('what stands open cannot be sealed, and what is read as open later is no longer sealed', () => {
  let mapping = withTold(plain(), 0, { kind: 'sold', date: 'day', from_party: ['holder'] });
  expect([maySeal(mapping, 'day'), maySeal(mapping, 'holder')]).toEqual([false, true]);
  mapping = withSealed(mapping, 'holder', true);
  expect(mapping.sealed).toEqual(['holder']);
  expect(partsIn(mapping, 'holder')).toEqual([{ event: 0, part: 'from_party' }]);
  expect(withTold(mapping, 0, { kind: 'sold', date: 'holder' }).sealed).toEqual([]);
  expect(withUse(mapping, 'holder', 'importer', order).sealed).toEqual([]);
  expect(isUnread(mapping, 'make')).toBe(true);
});

test('what is missing is said before the service is asked', () => {
  expect(missingIn({ ...plain(), source: ' ' })).toEqual(['source', 'nothing']);
  const mapping = withUse(plain(), 'number', 'mark:serial', order);
  expect(missingIn(mapping)).toEqual([]);
  expect(missingIn(withTold(mapping, 0, { kind: '' }))).toEqual(['kind']);
});

test('what says nothing is not sent', () => {
  const order = orderOf({ ...plain(), as_of: ' ', delimiter: ';', sheet: 'One' });
  expect(order).toMatchObject({ source: 'pd', delimiter: ';' });
  expect('as_of' in order || 'date_format' in order || 'sheet' in order).toBe(false);
  const sheet = orderOf(written(plain(), { format: 'xlsx', delimiter: ',', encoding: 'utf-8', sheet: 'One' }));
  expect(sheet).toMatchObject({ format: 'xlsx', sheet: 'One' });
  expect('delimiter' in sheet).toBe(false);
});
