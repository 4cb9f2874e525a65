// SPDX-License-Identifier: Apache-2.0
import type { GeometryCollection, Topology } from 'topojson-specification';

/** Outlines and a point for each State, by the two letters of ISO 3166-1. */
export interface World {
  land: Topology<{ countries: GeometryCollection }>;
  points: Record<string, [longitude: number, latitude: number]>;
}
