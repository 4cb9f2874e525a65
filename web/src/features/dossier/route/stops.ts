// SPDX-License-Identifier: Apache-2.0
// The way of a weapon from State to State, as the service tells it: an event of which nobody says where it was is no
// stop, and between two stops stands a gap where the story has one.
import type { Custody, CustodyEvent } from '../dossier';

export interface Stop {
  n: number; // from 1, in the order of the story
  event: CustodyEvent;
  state: string;
  gapAfter: boolean; // before the next stop nobody says who had it
}

export function stopsOf(custody: Custody): Stop[] {
  const gapBehind = new Set(custody.gaps.map((gap) => gap.after));
  const out: Stop[] = [];
  for (const event of custody.events) {
    const last = out.at(-1);
    if (event.state) out.push({ n: out.length + 1, event, state: event.state, gapAfter: gapBehind.has(event.id) });
    else if (last && gapBehind.has(event.id)) last.gapAfter = true;
  }
  if (out.length > 0) out.at(-1)!.gapAfter = false;
  return out;
}

export interface Leg {
  from: string;
  to: string;
  isGap: boolean;
}

/** From one State to the next: one line for each pair and direction, dashed where one of its ways is a gap. */
export function legsOf(stops: Stop[]): Leg[] {
  const out = new Map<string, Leg>();
  for (let i = 1; i < stops.length; i++) {
    const [before, after] = [stops[i - 1]!, stops[i]!];
    if (before.state === after.state) continue;
    const key = `${before.state} ${after.state}`;
    const leg = out.get(key) ?? { from: before.state, to: after.state, isGap: false };
    out.set(key, { ...leg, isGap: leg.isGap || before.gapAfter });
  }
  return [...out.values()];
}
