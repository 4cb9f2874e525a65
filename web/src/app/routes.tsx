// SPDX-License-Identifier: Apache-2.0
// The pages, one route each. A new page is a folder of src/features, loaded when it is first asked for, and one entry
// here; its link stands in pages.ts.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { lazy } from 'react';
import { Faults, NotFound } from '../shared/Boundary';
import { withWords } from '../i18n/i18n';
import { fetchTrace } from './pages';
import { Shell } from './Shell';

// lazyRouteComponent would hold up log-in until it is here.
const Trace = lazy(async () => ({ default: (await fetchTrace()).TracePage }));

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const trace = createRoute({ getParentRoute: () => root, path: '/', component: Trace });
const account = createRoute({
  getParentRoute: () => root,
  path: '/account',
  component: lazyRouteComponent(() => import('../features/account/AccountPage'), 'AccountPage'),
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
  component: lazyRouteComponent(() => withWords(import('../features/cases/CasePage')), 'CasesPage'),
});
const oneCase = createRoute({
  getParentRoute: () => root,
  path: '/cases/$id',
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
    inbox,
    weapon,
    item,
    cases,
    oneCase,
    statistics,
    ledger,
    takeIn,
  ]),
  defaultErrorComponent: ({ error }) => <Faults error={error} />,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
