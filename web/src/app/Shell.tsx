// SPDX-License-Identifier: Apache-2.0
// What stands around every page: who is logged in and why, the bar of pages, and in front of all log-in, a new
// password and the reason for asking, each where it is missing. When a session ends, the page beneath stays as it is.
import { Link, Outlet, useNavigate, useRouter } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LogIn } from '../features/login/LogIn';
import { SessionWarning } from '../features/login/SessionWarning';
import { logOut, may, useSession } from '../features/login/session';
import { WhyPage } from '../features/purpose/WhyPage';
import { useWhy } from '../features/purpose/why';
import { isReviewed, wantWords } from '../i18n/i18n';
import { focusSearch, useKeys } from '../shared/keys';
import { useSettings } from '../shared/settings';
import { LanguagePick } from './LanguagePick';
import { fetchTrace, homeOf, pagesOf } from './pages';
import { SearchBox } from './SearchBox';

// Seldom needed, so not part of the first load.
const FirstPassword = lazy(async () => ({
  default: (await import('../features/account/FirstPassword')).FirstPassword,
}));
const LogInAgain = lazy(async () => ({ default: (await import('../features/login/LogInAgain')).LogInAgain }));

const shownHeading = () =>
  [...document.querySelectorAll<HTMLElement>('main h1')].find((one) => one.checkVisibility());

/** The heading of a page is told to a screen reader when the page changes, and is where the keyboard goes on from. */
function useFocusOnNavigation() {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
        if (fromLocation && pathChanged) shownHeading()?.focus();
      }),
    [router],
  );
}

/** The tab bears the heading of what is shown: the first page, log-in, a page that loaded late, another language. */
function useTitle() {
  useEffect(() => {
    const tell = () => {
      const heading = shownHeading()?.textContent?.trim();
      document.title = heading ? `${heading} · Proofmark` : 'Proofmark';
    };
    const watch = new MutationObserver(tell);
    const main = document.getElementById('main');
    if (main)
      watch.observe(main, { childList: true, subtree: true, characterData: true, attributeFilter: ['hidden'] });
    tell();
    return () => watch.disconnect();
  }, []);
}

function Header() {
  const { t } = useTranslation();
  const { session } = useSession();
  const { why, ask } = useWhy();
  return (
    <header className="top">
      <Link to="/" className="brand">
        <img src="/favicon.svg" alt="" width="28" height="28" />
        <span>Proofmark</span>
      </Link>
      {session && why && (
        <>
          {(may(session, 'read_record') || may(session, 'read_accesses')) && <SearchBox />}
          <button type="button" className="why" onClick={ask}>
            <span className="quiet">{t('why.now')}</span> <bdi>{why.case}</bdi>
          </button>
        </>
      )}
      <div className="me">
        <LanguagePick />
        {session && (
          <>
            <Link to="/settings">{t('pages.settings')}</Link>
            <Link to="/account">
              <bdi>{session.authority}</bdi>
            </Link>
            <button type="button" className="plain" onClick={() => void logOut()}>
              {t('login.out')}
            </button>
          </>
        )}
      </div>
      {session && why && (
        <nav aria-label={t('shell.pages')}>
          {pagesOf(session).map((page) => (
            <Link key={page.to} to={page.to} activeProps={{ 'aria-current': 'page' }}>
              {t(page.word)}
            </Link>
          ))}
        </nav>
      )}
    </header>
  );
}

function Inside() {
  const { session, loading, ended, again } = useSession();
  const { why, asking } = useWhy();
  const isIn = session !== null;
  useEffect(() => {
    if (isIn) void wantWords('names').catch(() => {}); // without them codes bear the service's English names
  }, [isIn]);
  const traces = session !== null && homeOf(session) === '/';
  useEffect(() => {
    if (traces) void fetchTrace().catch(() => {}); // where it fails, the page itself says so
  }, [traces]);
  if (loading) return <Waiting />;
  if (!session) return <LogIn onDone={again} />;
  if (session.must_change_password) {
    return (
      <Suspense fallback={<Waiting />}>
        <FirstPassword onDone={again} />
      </Suspense>
    );
  }
  return (
    <>
      {(!why || asking) && <WhyPage session={session} />}
      {/* What was typed stays while the reason is changed or the session is opened again. */}
      {why && (
        <div hidden={asking}>
          <Suspense fallback={<Waiting />}>
            <Outlet />
          </Suspense>
        </div>
      )}
      <SessionWarning session={session} onRenew={again} />
      {ended && (
        <Suspense fallback={null}>
          <LogInAgain onDone={again} />
        </Suspense>
      )}
    </>
  );
}

function Waiting() {
  const { t } = useTranslation();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 400);
    return () => clearTimeout(timer);
  }, []);
  return <p role="status">{late ? t('shell.loading') : ''}</p>;
}

export function Shell() {
  const { t } = useTranslation();
  const { language } = useSettings();
  const navigate = useNavigate();
  useFocusOnNavigation();
  useTitle();
  useKeys({
    '/': () => void focusSearch('data-search-all'),
    m: () => {
      const first = () => focusSearch('data-search');
      if (!first()) void navigate({ to: '/' }).then(() => requestAnimationFrame(first));
    },
  });
  return (
    <>
      <a className="skip" href="#main">
        {t('shell.skip')}
      </a>
      <Header />
      {!isReviewed(language) && <p className="unreviewed">{t('shell.unreviewed')}</p>}
      <main id="main" tabIndex={-1}>
        <Inside />
      </main>
      <footer>{t('shell.footer')}</footer>
    </>
  );
}
