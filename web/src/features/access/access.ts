// SPDX-License-Identifier: Apache-2.0
// The access log of the own authority, and the rule that shows a record to somebody or hides it.
import { answerOf, api, type Schemas, why } from '../../api/client';

export type Access = Schemas['Accesses']['accesses'][number];
export type Rule = Schemas['Why'];
const PAGE = 25;

export interface About {
  record?: string;
  actor?: string;
}

export const readAccesses = (about: About, after: string) =>
  answerOf(
    api.GET('/v1/access', {
      params: { header: why(), query: { ...about, limit: PAGE, ...(after && { after }) } },
    }),
  );

export const readRule = (actor: string, record: string, purpose: string): Promise<Rule> =>
  answerOf(
    api.GET('/v1/why', { params: { header: why(), query: { actor, record, ...(purpose && { purpose }) } } }),
  );
