// SPDX-License-Identifier: Apache-2.0
// What bears a text as its identifier, as its number in a register or as a case's reference; else, which weapon.
import { answerOf, api, type Schemas, type TraceAnswer, why } from '../../api/client';
import { emptyDraft, emptyMark, questionOf } from '../trace/draft';

export type Thing = Schemas['Found']['found'][number];

export const readFound = (text: string) =>
  answerOf(api.GET('/v1/find', { params: { header: why(), query: { text } } }));

/** As the number of a weapon: what a person types into one box is that far more often than a description. */
export function traceText(text: string): Promise<TraceAnswer> {
  const body = questionOf({ ...emptyDraft(), marks: [{ ...emptyMark(), text }] }) ?? {};
  return answerOf(api.POST('/v1/trace', { params: { header: why() }, body }));
}

const IDENTIFIER = /^[A-Z0-9][A-Z0-9-]*\.[a-z]+\.[0-9A-HJKMNP-TV-Z]{26}$/;

/** An identifier of this program marks no weapon. */
export const isIdentifier = (text: string) => IDENTIFIER.test(text);

const PAGES = { item: '/items/$id', weapon: '/weapons/$id', hit: '/hits/$id' } as const;

/** The page of a thing. */
export const linkTo = (thing: Thing) =>
  thing.kind === 'case'
    ? ({ to: '/cases/$', params: { _splat: thing.id } } as const)
    : ({ to: PAGES[thing.kind], params: { id: thing.id } } as const);
