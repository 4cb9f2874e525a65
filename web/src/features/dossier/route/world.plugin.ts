// SPDX-License-Identifier: Apache-2.0
// The base map, made while the pages are built: outlines of 1:110 million, which is enough for a route and weighs
// little, and a point for every State of the finest outlines, so that none is too small to be on it. Both are keyed by
// the two letters of ISO 3166-1. Natural Earth draws the lines; the map says that they are no statement about borders.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { geoArea, geoCentroid } from 'd3-geo';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import type { Plugin } from 'vite';
import type { World } from './world';

type Atlas = Topology<{ countries: GeometryCollection }>;
const ID = 'virtual:world';
const need = createRequire(import.meta.url);
const atlasOf = (detail: string) =>
  JSON.parse(readFileSync(need.resolve(`world-atlas/countries-${detail}.json`), 'utf8')) as Atlas;

/** "616" is "PL". */
function lettersByNumber(): Map<string, string> {
  const table = readFileSync(new URL('../../../../../data/countries.csv', import.meta.url), 'utf8');
  const out = new Map<string, string>();
  for (const line of table.split('\n')) {
    const row = /^([A-Z]{2}),(?:"[^"]*"|[^,]*),[A-Z]{3},(\d{3}),/.exec(line);
    if (row) out.set(row[2]!, row[1]!);
  }
  return out;
}

/** Where the largest piece of a State's land has its middle, in tenths of a degree. */
function pointOf(geometry: GeoJSON.Geometry): [number, number] {
  const pieces: GeoJSON.Polygon[] =
    geometry.type === 'MultiPolygon'
      ? geometry.coordinates.map((coordinates) => ({ type: 'Polygon', coordinates }))
      : [geometry as GeoJSON.Polygon];
  const largest = pieces.reduce((best, one) => (geoArea(one) > geoArea(best) ? one : best));
  const [longitude, latitude] = geoCentroid(largest);
  return [Math.round(longitude * 10) / 10, Math.round(latitude * 10) / 10];
}

export function makeWorld(): World {
  const letters = lettersByNumber();
  const nameOf = (id: string | number | undefined) => letters.get(String(id ?? '').padStart(3, '0')) ?? '';
  const coarse = atlasOf('110m');
  const fine = atlasOf('10m');
  const points: World['points'] = {};
  for (const one of feature(fine, fine.objects.countries).features) {
    const code = nameOf(one.id);
    if (code && !(code in points)) points[code] = pointOf(one.geometry);
  }
  const geometries = coarse.objects.countries.geometries.map(({ properties: _, id, ...shape }) => ({
    ...shape,
    id: nameOf(id),
  }));
  const land: Atlas = { ...coarse, objects: { countries: { type: 'GeometryCollection', geometries } } };
  return { land, points };
}

export const worldPlugin = (): Plugin => ({
  name: 'proofmark-world',
  resolveId: (id) => (id === ID ? `\0${ID}` : undefined),
  load: (id) =>
    id === `\0${ID}` ? `export default JSON.parse(${JSON.stringify(JSON.stringify(makeWorld()))})` : undefined,
});
