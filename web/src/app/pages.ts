// SPDX-License-Identifier: Apache-2.0
import type { Session } from '../api/client';
import { may } from '../features/login/session';

// What stands in the bar of pages: where it leads, the key of its word, the permissions of which one is needed.
// Somebody arrives at the first one that is for him.
const PAGES = [
  { to: '/', word: 'pages.trace', permissions: ['trace'] },
  { to: '/inbox', word: 'pages.inbox', permissions: ['read_hits'] },
  { to: '/cases', word: 'pages.cases', permissions: ['read_record'] },
  { to: '/access', word: 'pages.access', permissions: ['read_accesses'] },
  { to: '/import', word: 'pages.import', permissions: ['import_records'] },
  { to: '/statistics', word: 'pages.statistics', permissions: ['read_statistics'] },
  { to: '/ledger', word: 'pages.ledger', permissions: ['verify_ledger'] },
  { to: '/people', word: 'pages.people', permissions: ['read_accounts', 'ask_for_two', 'approve'] },
] as const;

export const pagesOf = (session: Session) =>
  PAGES.filter((page) => page.permissions.some((one) => may(session, one)));

/** Where somebody of these permissions begins. */
export const homeOf = (session: Session) => pagesOf(session)[0]?.to ?? '/account';

/** What most arrive at after log-in: fetched while one says why. */
export const fetchTrace = () => import('../features/trace/TracePage');
