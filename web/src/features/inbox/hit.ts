// SPDX-License-Identifier: Apache-2.0
// Hits and alerts as the service tells them.
import { answerOf, api, type Hit, type Schemas, why } from '../../api/client';
import type { Span } from '../../shared/Day';
import type { Clue } from '../trace/Evidence';
import type { Verdict } from '../trace/verdicts';

export type Alert = Schemas['Alerts']['alerts'][number];
export type State = Hit['state'];
export const STATES = ['candidate', 'compared', 'confirmed', 'rejected', 'inconclusive', 'withdrawn'] as const;
const PAGE = 20;

/** What one side of a hit says beyond what every answer has. */
export interface Side {
  record: string;
  owner: string;
  kind: string;
  date: Span;
  marks: { kind: string; text: string }[];
  stands: boolean;
  case?: string | null;
}

export interface Decision {
  kind: string;
  at: string;
  by: string;
  reason: string | null;
  seq: number;
}

/** One hit whole: with what speaks for it, and what was decided. */
export type WholeHit = Hit & { evidence?: Clue[]; decisions?: Decision[]; raised_at?: string };

export const readHits = (state: State | '', after: string) =>
  answerOf(
    api.GET('/v1/hits', {
      params: { header: why(), query: { limit: PAGE, ...(state && { state }), ...(after && { after }) } },
    }),
  );

export const readAlerts = (after: string) =>
  answerOf(api.GET('/v1/alerts', { params: { header: why(), query: { limit: PAGE, ...(after && { after }) } } }));

export const readHit = (id: string) =>
  answerOf(api.GET('/v1/hits/{id}', { params: { header: why(), path: { id } } })) as Promise<WholeHit>;

export const STATE_AFTER: Record<Verdict, State> = {
  same: 'confirmed',
  different: 'rejected',
  unsure: 'inconclusive',
};

/** Who has the weapon in hand decides; what was withdrawn is final. */
export const isMine = (hit: Hit, authority: string) => hit.owner === authority && hit.state !== 'withdrawn';
