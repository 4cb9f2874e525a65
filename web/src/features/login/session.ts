// SPDX-License-Identifier: Apache-2.0
// Who is logged in. The browser keeps the session in a cookie that no script reads; a page knows what was answered.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { answerOf, api, onSessionEnd, Refusal, type Session, setCsrf, setWhy } from '../../api/client';

const WAS_IN = 'proofmark.was-in';

async function readSession(): Promise<Session | null> {
  // Where nobody has logged in with this browser the answer is known, and asking would be an error of its own.
  if (!localStorage.getItem(WAS_IN)) return null;
  try {
    const session = await answerOf(api.GET('/v1/sessions/current'), false);
    setCsrf(session.csrf);
    return session;
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) {
      localStorage.removeItem(WAS_IN);
      return null;
    }
    throw error;
  }
}

// One for all who ask: a refusal met by any part of a page is the end of the session.
let ended = false;
const listeners = new Set<() => void>();

function sayEnded(value: boolean) {
  ended = value;
  listeners.forEach((tell) => tell());
}

function hearEnd(tell: () => void) {
  listeners.add(tell);
  return () => void listeners.delete(tell);
}

onSessionEnd(() => sayEnded(true));

export function useSession() {
  const client = useQueryClient();
  const over = useSyncExternalStore(hearEnd, () => ended);
  const query = useQuery({ queryKey: ['session'], queryFn: readSession, staleTime: Infinity });
  return {
    session: query.data ?? null,
    loading: query.isLoading,
    ended: over,
    again: async () => {
      await client.invalidateQueries({ queryKey: ['session'] });
      sayEnded(false);
    },
  };
}

export const may = (session: Session | null, permission: string) =>
  session?.permissions.includes(permission) ?? false;

/** What whoever is logged in may do. */
export function useMay() {
  const { session } = useSession();
  return (permission: string) => may(session, permission);
}

export async function logIn(login: string, password: string, code: string) {
  const session = await answerOf(api.POST('/v1/sessions', { body: { login, password, code } }), false);
  setCsrf(session.csrf);
  localStorage.setItem(WAS_IN, 'yes');
  return session;
}

/** Ends the session and everything that this page holds of it. */
export async function logOut() {
  try {
    await answerOf(api.DELETE('/v1/sessions/current', {}), false);
  } finally {
    setCsrf('');
    setWhy(null);
    sessionStorage.clear();
    localStorage.removeItem(WAS_IN);
    location.assign('/');
  }
}
