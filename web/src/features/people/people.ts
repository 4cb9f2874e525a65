// SPDX-License-Identifier: Apache-2.0
// Accounts, what needs two persons, and what each role may do, as the service tells them.
import { answerOf, api, type Schemas, why } from '../../api/client';

export type Account = Schemas['Accounts']['accounts'][number] & { opened_at?: string };
export type Approval = Schemas['Approval'];
export type Opened = Schemas['OpenedAccount'];
export type Role = Schemas['Roles']['roles'][number];

const asked = () => ({ params: { header: why() } });
const of = (id: string) => ({ params: { header: why(), path: { id } } });

export const readAccounts = async (): Promise<Account[]> =>
  (await answerOf(api.GET('/v1/accounts', asked()))).accounts;
export const readApprovals = async (): Promise<Approval[]> =>
  (await answerOf(api.GET('/v1/approvals', asked()))).approvals;
export const readRoles = async (): Promise<Role[]> => (await answerOf(api.GET('/v1/roles'))).roles;

export const openAccount = (login: string, name: string): Promise<Opened> =>
  answerOf(api.POST('/v1/accounts', { ...asked(), body: { login, name } }));

/** What is done to an account, with a reason; a role is asked for, everything else is done at once. */
export type Change = 'close' | 'reopen' | 'grant' | 'withdraw';

export function changeAccount(change: Change, id: string, reason: string, role: string): Promise<unknown> {
  if (change === 'close') return answerOf(api.POST('/v1/accounts/{id}/close', { ...of(id), body: { reason } }));
  if (change === 'reopen') return answerOf(api.POST('/v1/accounts/{id}/reopen', { ...of(id), body: { reason } }));
  const body = { role, reason };
  if (change === 'grant') return answerOf(api.POST('/v1/accounts/{id}/grant', { ...of(id), body }));
  return answerOf(api.POST('/v1/accounts/{id}/withdraw', { ...of(id), body }));
}

export const approve = (id: string) => answerOf(api.POST('/v1/approvals/{id}/approve', { ...of(id), body: {} }));
export const refuse = (id: string, reason: string) =>
  answerOf(api.POST('/v1/approvals/{id}/refuse', { ...of(id), body: { reason } }));

/** Whoever asked does not decide, and nobody decides about himself; the service holds to it, the page offers it not. */
export function canApprove(one: Approval, me: { actor: string; permissions: string[] }): boolean {
  const about = (one.order as { account?: string }).account;
  return one.state === 'asked' && me.permissions.includes('approve') && one.asked_by !== me.actor && about !== me.actor;
}

/** Refusing is for supervisors, and for whoever asked: that takes it back. */
export const canRefuse = (one: Approval, me: { actor: string; permissions: string[] }) =>
  one.state === 'asked' && (me.permissions.includes('approve') || one.asked_by === me.actor);
