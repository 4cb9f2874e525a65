// SPDX-License-Identifier: Apache-2.0
// Where everything of the map stands, in pixels: the part of the world that the route needs, a pile of numbered stops
// at each State, and a row beneath for States that are on no map. Piles that would lie upon each other are moved apart.
import { geoNaturalEarth1, geoPath, type GeoProjection } from 'd3-geo';
import { feature } from 'topojson-client';
import type { Stop } from './stops';
import type { World } from './world';

export const TARGET = 26; // pixels: a stop is touched and clicked (WCAG 2.5.8 asks for 24)
const PILE_COLUMNS = 4;
const PAD = 56; // around the outermost States
const NEAREST = 4.5; // times the scale of the whole world: outlines of 1:110 million bear no more
const ROW = 84; // height of the row of States that are on no map
const NAME_HEIGHT = 18;

export interface Pile {
  state: string;
  at: [number, number]; // of the State itself
  middle: [number, number]; // of its stops
  size: [number, number];
  stops: Stop[];
  isOnMap: boolean;
}

export interface Layout {
  width: number;
  height: number;
  mapHeight: number; // 0 where no State of the route is on the map
  outlines: { code: string; path: string }[];
  piles: Pile[];
}

/** The longitude in the middle of the smallest arc that has all. */
export function middleLongitude(longitudes: number[]): number {
  const sorted = [...longitudes].sort((a, b) => a - b);
  if (sorted.length === 0) return 0;
  let widest = sorted[0]! + 360 - sorted.at(-1)!;
  let begin = sorted[0]!;
  for (let i = 1; i < sorted.length; i++) {
    const hole = sorted[i]! - sorted[i - 1]!;
    if (hole > widest) [widest, begin] = [hole, sorted[i]!];
  }
  const middle = begin + (360 - widest) / 2;
  return ((middle + 540) % 360) - 180;
}

function projectionFor(points: [number, number][], width: number, height: number): GeoProjection {
  const projection = geoNaturalEarth1().rotate([-middleLongitude(points.map(([longitude]) => longitude)), 0]);
  const frame: [[number, number], [number, number]] = [
    [PAD, PAD],
    [width - PAD, height - PAD],
  ];
  const whole = projection.fitSize([width, height], { type: 'Sphere' }).scale();
  if (points.length > 1) projection.fitExtent(frame, { type: 'MultiPoint', coordinates: points });
  const scale = projection.scale();
  projection.scale(Number.isFinite(scale) && points.length > 1 ? Math.min(scale, whole * NEAREST) : whole * NEAREST);
  // The middle of the States into the middle of the frame.
  projection.translate([0, 0]);
  const flat = points.map((one) => projection(one)!);
  const middle = (axis: 0 | 1) =>
    (Math.min(...flat.map((one) => one[axis])) + Math.max(...flat.map((one) => one[axis]))) / 2;
  projection.translate([width / 2 - middle(0), height / 2 - middle(1)]);
  return projection.clipExtent([
    [-2, -2],
    [width + 2, height + 2],
  ]);
}

function pileOf(state: string, stops: Stop[], at: [number, number], isOnMap: boolean): Pile {
  const columns = Math.min(PILE_COLUMNS, stops.length);
  const rows = Math.ceil(stops.length / PILE_COLUMNS);
  const size: [number, number] = [Math.max(columns * TARGET, 72), rows * TARGET + NAME_HEIGHT];
  return { state, at, middle: [...at], size, stops, isOnMap };
}

/** Moves piles that lie upon each other apart, and all of them into the frame. */
export function moveApart(piles: Pile[], width: number, height: number) {
  const into = (pile: Pile) => {
    for (const axis of [0, 1] as const) {
      const half = pile.size[axis] / 2;
      const most = (axis === 0 ? width : height) - half - 4;
      pile.middle[axis] = Math.min(Math.max(pile.middle[axis], half + 4), Math.max(most, half + 4));
    }
  };
  for (let round = 0; round < 60; round++) {
    let moved = false;
    for (let i = 0; i < piles.length; i++) {
      for (let j = i + 1; j < piles.length; j++) {
        const [a, b] = [piles[i]!, piles[j]!];
        const over = ([0, 1] as const).map(
          (axis) => (a.size[axis] + b.size[axis]) / 2 + 6 - Math.abs(a.middle[axis] - b.middle[axis]),
        );
        if (over[0]! <= 0 || over[1]! <= 0) continue;
        moved = true;
        const axis = over[0]! < over[1]! ? 0 : 1;
        const by = (over[axis]! / 2) * (a.middle[axis] <= b.middle[axis] ? -1 : 1);
        a.middle[axis] += by;
        b.middle[axis] -= by;
      }
    }
    piles.forEach(into);
    if (!moved) return;
  }
}

export function layOut(stops: Stop[], world: World, width: number, isRtl: boolean): Layout {
  const states = [...new Set(stops.map((one) => one.state))];
  const placed = states.filter((one) => world.points[one]);
  const others = states.filter((one) => !world.points[one]);
  const stopsAt = (state: string) => stops.filter((one) => one.state === state);
  const mapHeight = placed.length > 0 ? Math.round(Math.min(Math.max(width * 0.52, 240), 440)) : 0;
  const out: Layout = { width, height: mapHeight, mapHeight, outlines: [], piles: [] };
  if (placed.length > 0) {
    const projection = projectionFor(
      placed.map((one) => world.points[one]!),
      width,
      mapHeight,
    );
    const path = geoPath(projection).digits(1);
    for (const one of feature(world.land, world.land.objects.countries).features) {
      const drawn = path(one);
      if (drawn) out.outlines.push({ code: String(one.id), path: drawn });
    }
    const placeOf = (state: string) => projection(world.points[state]!) as [number, number];
    out.piles = placed.map((one) => pileOf(one, stopsAt(one), placeOf(one), true));
    moveApart(out.piles, width, mapHeight);
  }
  const aRow = Math.max(1, Math.floor(width / (PILE_COLUMNS * TARGET + 24)));
  others.forEach((state, i) => {
    const inRow = Math.min(aRow, others.length);
    const x = (width * ((i % aRow) + 0.5)) / inRow;
    const row = Math.floor(i / aRow);
    const deepest = Math.max(...others.map((one) => Math.ceil(stopsAt(one).length / PILE_COLUMNS)));
    const rowHeight = ROW + (deepest - 1) * TARGET;
    const at: [number, number] = [isRtl ? width - x : x, mapHeight + rowHeight * (row + 0.5)];
    out.piles.push(pileOf(state, stopsAt(state), at, false));
    out.height = mapHeight + rowHeight * (row + 1);
  });
  return out;
}

/** A bent line, so that the way there and the way back are two. */
export function curveOf([x1, y1]: [number, number], [x2, y2]: [number, number]): string {
  const bend = 0.14;
  const x = (x1 + x2) / 2 - (y2 - y1) * bend;
  const y = (y1 + y2) / 2 + (x2 - x1) * bend;
  const round = (one: number) => Math.round(one * 10) / 10;
  return `M${round(x1)},${round(y1)}Q${round(x)},${round(y)} ${round(x2)},${round(y2)}`;
}
