// SPDX-License-Identifier: Apache-2.0
// What a person decides of a candidate, as commands of the service. A candidate that is looked for makes a hit with the
// weapon in hand, and the hit is decided; of any other, two records are said to be one weapon, or not.
import { answerOf, api, type Candidate, command, type Hit, why } from '../../api/client';

export type Verdict = 'same' | 'different' | 'unsure';

const HIT_COMMANDS: Record<Verdict, string> = {
  same: 'confirm_hit',
  different: 'reject_hit',
  unsure: 'inconclusive_hit',
};
const PAGE = 500;

/** The hits of a record in hand. */
export async function hitsOf(record: string): Promise<Hit[]> {
  const out: Hit[] = [];
  let after: string | undefined;
  do {
    const page: { hits: Hit[]; next: string | null } = await answerOf(
      api.GET('/v1/hits', { params: { header: why(), query: { limit: PAGE, ...(after && { after }) } } }),
    );
    out.push(...page.hits.filter((hit) => hit.in_hand.record === record));
    after = page.next ?? undefined;
  } while (after);
  return out;
}

/** The hit between the weapon in hand and a candidate; none where nobody looks for it. */
export function hitWith(hits: Hit[], candidate: Candidate): Hit | undefined {
  const records = new Set([candidate.record, ...candidate.records.map((one) => one.record)]);
  return hits.find((hit) => records.has(hit.looked_for.record));
}

interface Order {
  verdict: Verdict;
  reason: string;
  record: string; // in hand
  candidate: Candidate;
  hit?: Hit;
  key: string;
}

/** Whether the service has a word for this: "not enough to say" exists for hits alone. */
export const canBeSaid = (verdict: Verdict, hit?: Hit) => verdict !== 'unsure' || hit !== undefined;

export function decide({ verdict, reason, record, candidate, hit, key }: Order) {
  if (hit) return decideHit(hit.hit, verdict, reason, key);
  return command(verdict === 'same' ? 'link' : 'reject_link', { record, other: candidate.record, reason }, key);
}

export const decideHit = (hit: string, verdict: Verdict, reason: string, key: string, note = '') =>
  command(HIT_COMMANDS[verdict], { hit, reason, ...(note && { note }) }, key);
