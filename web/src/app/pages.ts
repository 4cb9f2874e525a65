// SPDX-License-Identifier: Apache-2.0
// What stands in the bar of pages: where it leads, the key of its word, the permission without which it is left out.
export const PAGES = [
  { to: '/', word: 'pages.trace', permission: 'trace' },
  { to: '/inbox', word: 'pages.inbox', permission: 'read_hits' },
  { to: '/cases', word: 'pages.cases', permission: 'read_record' },
  { to: '/import', word: 'pages.import', permission: 'import_records' },
  { to: '/statistics', word: 'pages.statistics', permission: 'read_statistics' },
  { to: '/ledger', word: 'pages.ledger', permission: 'verify_ledger' },
] as const;

/** What stands after log-in: fetched while one says why. */
export const fetchTrace = () => import('../features/trace/TracePage');
