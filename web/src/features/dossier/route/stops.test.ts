// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import type { Custody, CustodyEvent } from '../dossier';
import { layOut, middleLongitude, moveApart, type Pile } from './layout';
import { legsOf, stopsOf } from './stops';
import { makeWorld } from './world.plugin';

const event = (id: string, state: string | null) => ({ id, state, state_by: 'place' }) as CustodyEvent;
const gap = (after: string, before: string) => ({ after, before, from: null, to: null, why: '' });
const custody = (states: (string | null)[], gaps: ReturnType<typeof gap>[] = []) =>
  ({ events: states.map((state, i) => event(String(i), state)), gaps }) as Custody;
const world = makeWorld();

test('an event of which nobody says where it was is no stop, and hides no gap', () => {
  const stops = stopsOf(custody(['DE', null, 'LY', null], [gap('1', '2'), gap('2', '3')]));
  expect(stops.map((one) => [one.n, one.state, one.gapAfter])).toEqual([
    [1, 'DE', true],
    [2, 'LY', false],
  ]);
});

test('a way is drawn once for each direction, dashed where it was once a gap', () => {
  const stops = stopsOf(custody(['DE', 'DE', 'LY', 'DE', 'LY'], [gap('3', '4')]));
  expect(legsOf(stops)).toEqual([
    { from: 'DE', to: 'LY', isGap: true },
    { from: 'LY', to: 'DE', isGap: false },
  ]);
});

test('every member of the United Nations has a point, the small islands too', () => {
  for (const code of ['TV', 'NR', 'MH', 'PW', 'SC', 'MV', 'LI', 'SM', 'MC', 'SG', 'BH', 'VC', 'KI', 'FM'])
    expect(world.points[code], code).toBeDefined();
  expect(Object.keys(world.points).length).toBeGreaterThan(193);
  expect(world.points.XA).toBeUndefined();
  expect(world.points.BR![0]).toBeCloseTo(-53, -1);
});

test('the middle of a route over the line of change of date is in the Pacific', () => {
  expect(Math.abs(middleLongitude([178, -178]))).toBeCloseTo(180, 0);
  expect(middleLongitude([-10, 30])).toBe(10);
});

test('all stops are within the frame, on a telephone too, and those on no map in a row of their own', () => {
  const stops = stopsOf(custody(['DE', 'LY', 'XA', 'ML', 'NE', 'FJ', 'DE', 'XB', 'XC']));
  for (const width of [280, 1200]) {
    const layout = layOut(stops, world, width, false);
    expect(layout.piles.flatMap((one) => one.stops)).toHaveLength(stops.length);
    expect(layout.outlines.length).toBeGreaterThan(10);
    for (const pile of layout.piles) {
      expect(pile.middle[0]).toBeGreaterThan(0);
      expect(pile.middle[0]).toBeLessThan(width);
      expect(pile.middle[1] < layout.mapHeight).toBe(pile.isOnMap);
      expect(pile.middle[1]).toBeLessThan(layout.height);
    }
  }
});

test('piles are moved apart', () => {
  const pile = (x: number): Pile => ({
    state: '',
    at: [x, 50],
    middle: [x, 50],
    size: [72, 44],
    stops: [],
    isOnMap: true,
  });
  const piles = [pile(100), pile(104)];
  moveApart(piles, 400, 200);
  const [one, other] = [piles[0]!, piles[1]!];
  const apart = ([0, 1] as const).some(
    (axis) => Math.abs(one.middle[axis] - other.middle[axis]) >= one.size[axis],
  );
  expect(apart).toBe(true);
});
