// SPDX-License-Identifier: Apache-2.0
// The story in the order in which it is drawn: events, the gap behind an event, a contradiction behind its last event.
import type { Contradiction, Custody, CustodyEvent, Gap } from './dossier';

export type Step =
  | { is: 'event'; event: CustodyEvent; n: number }
  | { is: 'gap'; gap: Gap }
  | { is: 'contradiction'; contradiction: Contradiction };

export function stepsOf(custody: Custody): Step[] {
  const at = new Map(custody.events.map((event, i) => [event.id, i]));
  const lastOf = (one: Contradiction) => Math.max(...one.events.map((id) => at.get(id) ?? -1));
  const known = (gap: Gap) => gap.after !== null && at.has(gap.after);
  const out: Step[] = custody.gaps.filter((gap) => !known(gap)).map((gap) => ({ is: 'gap', gap }));
  custody.events.forEach((event, i) => {
    out.push({ is: 'event', event, n: i + 1 });
    for (const one of custody.contradictions)
      if (lastOf(one) === i) out.push({ is: 'contradiction', contradiction: one });
    for (const gap of custody.gaps) if (gap.after === event.id) out.push({ is: 'gap', gap });
  });
  for (const one of custody.contradictions)
    if (lastOf(one) < 0) out.push({ is: 'contradiction', contradiction: one });
  return out;
}

/** "3 years, 7 months": how long nobody says who had it. */
export function lengthOf(from: string | null, to: string | null, language: string): string {
  const days = from && to ? Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) : NaN;
  if (Number.isNaN(days) || days < 1) return '';
  const say = (count: number, unit: string) =>
    new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(count);
  const years = Math.floor(days / 365.25);
  const months = Math.floor((days - years * 365.25) / 30.44);
  if (years > 0) return months > 0 ? `${say(years, 'year')} ${say(months, 'month')}` : say(years, 'year');
  return months > 0 ? say(months, 'month') : say(days, 'day');
}
