// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import type { Custody, CustodyEvent } from './dossier';
import { lengthOf, stepsOf } from './steps';

const event = (id: string) => ({ id }) as CustodyEvent;
const custody = (part: Partial<Custody>) =>
  ({ events: [event('a'), event('b'), event('c')], gaps: [], contradictions: [], ...part }) as Custody;
const drawn = (one: Custody) => stepsOf(one).map((step) => (step.is === 'event' ? step.event.id : step.is));

test('a gap stands behind the event that it follows', () => {
  const gaps = [{ after: 'a', before: 'b', from: null, to: null, why: '', said: [] }];
  expect(drawn(custody({ gaps }))).toEqual(['a', 'gap', 'b', 'c']);
});

test('a contradiction stands behind the last event that it names', () => {
  const contradictions = [{ events: ['b', 'a'], field: 'date', why: '', said: [] }];
  expect(drawn(custody({ contradictions }))).toEqual(['a', 'b', 'contradiction', 'c']);
});

test('nothing is lost of what names events that are not shown', () => {
  const gaps = [{ after: 'x', before: 'b', from: null, to: null, why: '', said: [] }];
  const contradictions = [{ events: ['y'], field: 'date', why: '', said: [] }];
  expect(drawn(custody({ gaps, contradictions }))).toEqual(['gap', 'a', 'b', 'c', 'contradiction']);
});

test('a length is told in years and months', () => {
  expect(lengthOf('2009-06-11', '2013-01-20', 'en')).toBe('3 years 7 months');
  expect(lengthOf('2011-03-14', '2011-03-20', 'en')).toBe('6 days');
  expect(lengthOf(null, '2011-03-20', 'en')).toBe('');
});
