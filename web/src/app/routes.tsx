// SPDX-License-Identifier: Apache-2.0
// The pages, one route each. A new page is a folder of src/features, loaded when it is first asked for, and one entry
// here; its link stands in pages.ts.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Navigate } from '@tanstack/react-router';
import { lazy } from 'react';
import { Faults, NotFound } from '../shared/Boundary';
import { withWords } from '../i18n/i18n';
import { useSession } from '../features/login/session';
import { fetchTrace, homeOf } from './pages';
import { Shell } from './Shell';

// lazyRouteComponent would hold up log-in until it is here.
const Trace = lazy(async () => ({ default: (await fetchTrace()).TracePage }));

/** Whoever traces nothing begins at the first page that is for him. */
function Home() {
  const { session } = useSession();
  const home = session ? homeOf(session) : '/';
  return home === '/' ? <Trace /> : <Navigate to={home} replace />;
}

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const trace = createRoute({ getParentRoute: () => root, path: '/', component: Home });
const textOf = (value: unknown) => (value === undefined ? '' : String(value));
const find = createRoute({
  getParentRoute: () => root,
  path: '/find',
  validateSearch: (search: Record<string, unknown>) => ({ text: textOf(search.text) }),
  component: lazyRouteComponent(() => withWords(import('../features/find/FindPage')), 'FindPage'),
});
const hit = createRoute({
  getParentRoute: () => root,
  path: '/hits/$id',
  component: lazyRouteComponent(() => withWords(import('../features/inbox/HitPage')), 'HitPage'),
});
const people = createRoute({
  getParentRoute: () => root,
  path: '/people',
  component: lazyRouteComponent(() => withWords(import('../features/people/PeoplePage')), 'PeoplePage'),
});
const access = createRoute({
  getParentRoute: () => root,
  path: '/access',
  validateSearch: (search: Record<string, unknown>): { record?: string; actor?: string } => ({
    ...(search.record !== undefined && { record: textOf(search.record) }),
    ...(search.actor !== undefined && { actor: textOf(search.actor) }),
  }),
  component: lazyRouteComponent(() => withWords(import('../features/access/AccessPage')), 'AccessPage'),
});
const account = createRoute({
  getParentRoute: () => root,
  path: '/account',
  component: lazyRouteComponent(() => withWords(import('../features/account/AccountPage')), 'AccountPage'),
});
const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  component: lazyRouteComponent(() => import('../features/account/SettingsPage'), 'SettingsPage'),
});
const inbox = createRoute({
  getParentRoute: () => root,
  path: '/inbox',
  component: lazyRouteComponent(() => withWords(import('../features/inbox/InboxPage')), 'InboxPage'),
});
const weapon = createRoute({
  getParentRoute: () => root,
  path: '/weapons/$id',
  component: lazyRouteComponent(() => withWords(import('../features/dossier/DossierPage')), 'WeaponPage'),
});
const item = createRoute({
  getParentRoute: () => root,
  path: '/items/$id',
  component: lazyRouteComponent(() => withWords(import('../features/dossier/DossierPage')), 'ItemPage'),
});
const cases = createRoute({
  getParentRoute: () => root,
  path: '/cases',
  component: lazyRouteComponent(() => withWords(import('../features/cases/CasesPage')), 'CasesPage'),
});
const oneCase = createRoute({
  getParentRoute: () => root,
  path: '/cases/$', // a reference may hold a slash, which an address has no other way to bear
  component: lazyRouteComponent(() => withWords(import('../features/cases/CasePage')), 'CasePage'),
});
const statistics = createRoute({
  getParentRoute: () => root,
  path: '/statistics',
  component: lazyRouteComponent(
    () => withWords(import('../features/statistics/StatisticsPage')),
    'StatisticsPage',
  ),
});
const ledger = createRoute({
  getParentRoute: () => root,
  path: '/ledger',
  component: lazyRouteComponent(() => withWords(import('../features/ledger/LedgerPage')), 'LedgerPage'),
});

const takeIn = createRoute({
  getParentRoute: () => root,
  path: '/import',
  component: lazyRouteComponent(() => withWords(import('../features/import/ImportPage')), 'ImportPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    trace,
    account,
    settings,
    find,
    inbox,
    hit,
    weapon,
    item,
    cases,
    oneCase,
    access,
    statistics,
    people,
    ledger,
    takeIn,
  ]),
  // A search is read as it was typed: "0417" stays a text.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const text = new URLSearchParams(search as Record<string, string>).toString();
    return text && `?${text}`;
  },
  defaultErrorComponent: ({ error }) => <Faults error={error} />,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
