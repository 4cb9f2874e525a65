// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import type { Schemas } from '../../api/client';
import { everyMonth } from './Months';
import { cell, csvOf } from './csv';

test('no cell is a formula, and a quote stays in its cell', () => {
  for (const text of ['=1+1', '+1', '-1', '@A1', '\tx']) expect(cell(text).replaceAll('"', '')[0]).toBe("'");
  expect(cell('Smith, "Wesson"')).toBe('"Smith, ""Wesson"""');
  expect(cell(-3)).toBe('-3');
  expect(cell('.38')).toBe('.38');
});

test('each number of the answer is a row', () => {
  const codes = (code: string, count: number) => ({ codes: [{ code, name: code, count }], others: 1, unknown: 2 });
  const counted: Schemas['Statistics'] = {
    authority: 'XC-POL',
    as_of: '',
    from: '2019',
    to: '2020',
    months: [{ month: '2019-03', asked: 4, found: 5, linked: 6 }],
    asked: { total: 4, with_candidates: 3, complete: true, purposes: codes('trace', 4) },
    found: {
      total: 5,
      linked: 6,
      undated: 0,
      number_read: 1,
      number_in_part: 2,
      no_number: 3,
      events: codes('seized', 5),
      types: codes('pistol', 5),
      makes: codes('=evil', 5),
      calibres: codes('.38', 5),
      countries: codes('XB', 5),
    },
    hits: { raised: 1, candidate: 0, compared: 0, confirmed: 1, rejected: 0, inconclusive: 0, withdrawn: 0 },
    stories: {
      told: 1,
      linked: 1,
      diversion: codes('theft', 1),
      days_to_crime: {
        known: 1,
        median: 12,
        ranges: [
          { from: 0, to: 90, count: 1 },
          { from: 91, to: null, count: 0 },
        ],
      },
    },
  };
  const lines = csvOf(counted).split('\r\n');
  expect(lines).toContain('month found,2019-03,,5');
  expect(lines).toContain("makes,'=evil,'=evil,5");
  expect(lines).toContain('calibres,,unknown,2');
  expect(lines).toContain('days to crime,91-,,0');
  expect(lines).toContain('hits,confirmed,,1');
});

test('a month without anything stands between its neighbours', () => {
  const month = (name: string, found: number) => ({ month: name, asked: 0, found, linked: 0 });
  expect(everyMonth([month('2019-11', 2), month('2020-01', 1)])).toEqual([
    month('2019-11', 2),
    month('2019-12', 0),
    month('2020-01', 1),
  ]);
  expect(everyMonth([])).toEqual([]);
});
