// SPDX-License-Identifier: Apache-2.0
// The one client of the service. Its paths, bodies and answers are typed by schema.d.ts, which `npm run api` makes
// from docs/api/openapi.yaml. The session is a cookie that no script reads; what changes something also bears the
// value that log-in answered.
//
//   const answer = await answerOf(api.POST('/v1/trace', { params: { header: why() }, body: { serial: 'A1?45' } }));
import createClient from 'openapi-fetch';
import type { components } from './schema';

export type Schemas = components['schemas'];
export type Session = Schemas['Session'];
export type Candidate = Schemas['Candidate'];
export type TraceAnswer = Schemas['TraceAnswer'];
export type Hit = Schemas['Hit'];

/** Why somebody asks: each reading of a person, weapon or case names it. */
export interface Why {
  purpose: string;
  case: string;
  basis: string;
}

let csrf = '';
let asked: Why | null = null;
let onEnd: () => void = () => {};

let heard = Date.now();
/** When the service answered last: a session without requests ends before its time. */
export const lastHeard = () => heard;

export const setCsrf = (value: string) => void (csrf = value);
export const setWhy = (value: Why | null) => void (asked = value);
/** What is done when the service says that nobody is logged in any more. */
export const onSessionEnd = (act: () => void) => void (onEnd = act);

/** A header field bears bytes, and the service reads them as UTF-8: each byte goes in as one character. */
const headerText = (text: string) => String.fromCharCode(...new TextEncoder().encode(text));

/** The headers that say why. */
export function why() {
  return {
    'Proofmark-Purpose': asked?.purpose ?? '',
    'Proofmark-Case': headerText(asked?.case ?? ''),
    'Proofmark-Basis': asked?.basis ?? '',
  };
}

/** A refusal of the service, in its own words; `code` says what kind it is. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly field: string,
    readonly ref: string,
    readonly status: number,
  ) {
    super(message);
  }
}

/** What shows that a page of ours asks, for what does not go through `api`. */
export const csrfHeader = (): Record<string, string> => (csrf ? { 'Proofmark-Csrf': csrf } : {});

export const api = createClient<import('./schema').paths>({ baseUrl: '/' });

api.use({
  onRequest({ request }) {
    if (csrf && request.method !== 'GET') request.headers.set('Proofmark-Csrf', csrf);
    return request;
  },
  onResponse({ response }) {
    if (response.ok) heard = Date.now();
  },
});

interface Fetched<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The answer, or a Refusal thrown: also where nothing came back at all. */
export async function answerOf<T>(asking: Promise<Fetched<T>>, endsSession = true): Promise<T> {
  let fetched: Fetched<T>;
  try {
    fetched = await asking;
  } catch {
    throw new Refusal('unreachable', '', '', '', 0);
  }
  const { data, error, response } = fetched;
  if (response.ok && data !== undefined) return data;
  if (response.status === 401 && endsSession) onEnd();
  const body = error as Partial<Schemas['Refusal']> | undefined;
  throw new Refusal(
    body?.error?.code ?? 'unreadable',
    body?.error?.message ?? '',
    body?.error?.field ?? '',
    body?.ref ?? response.headers.get('Proofmark-Ref') ?? '',
    response.status,
  );
}

/** A command, under a key by which it can be sent again without being done twice. */
export function command(name: string, order: Record<string, unknown>, key: string) {
  return answerOf(
    api.POST('/v1/commands/{name}', {
      params: { path: { name }, header: { ...why(), 'Idempotency-Key': key } },
      body: order as Record<string, never>,
    }),
  );
}

export const newKey = () => crypto.randomUUID();
