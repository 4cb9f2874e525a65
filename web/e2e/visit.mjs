// SPDX-License-Identifier: Apache-2.0
// A visit to the pages by a real browser, and what holds on every page: no error on the console, nothing that the
// policy had to stop, nothing asked of another place, no finding of axe, nothing wider than a narrow telephone, the
// language and direction that were chosen, no untranslated key.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { codeOf } from './world.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const GROUPS = [
  'shell|pages|login|account|why|errors|trace|evidence|verdicts|register|names|said|inbox|dossier|cases|ledger',
  'statistics|files|imports|find|people|access|open|route',
].join('|');
const KEY = new RegExp(`\\b(${GROUPS})\\.[a-z]\\w+`, 'i');
const WIDE = 1440;
const NARROW = 320;
// Pages that are judged by their pictures have one of each look, in English from head to foot.
const WHOLE = ['trace-found', 'case', 'dossier', 'inbox-hits'];
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

// The elements that stand out of the page, the innermost first.
const widest = () =>
  [...document.body.querySelectorAll('*')]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
    .reverse()
    .slice(0, 4)
    .map((one) => `${one.tagName}.${one.className} "${one.textContent.slice(0, 40)}"`)
    .join('; ');

// The shell is the browser without its windows: it opens a page in half the time.
export const chromiumPath = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome']
  .map((name) => join('/usr/bin', name))
  .find(existsSync);

/** A browser that makes no error of the world's certificate: it keeps no file that came with one. */
export const launch = (world, ...args) =>
  chromium.launch({
    executablePath: chromiumPath,
    args: ['--no-sandbox', `--ignore-certificate-errors-spki-list=${world.certificate}`, ...args],
  });

// What a browser holds of one visit that the next one must not see; files that the service lets it keep may stay.
const LEFT = 'cookies,local_storage,indexeddb,cache_storage,service_workers,file_systems';
const LOOKS = [
  { scheme: 'light', width: WIDE, rules: RULES },
  { scheme: 'light', width: NARROW },
  { scheme: 'dark', width: NARROW },
  // The dark theme differs from the light one in colours alone.
  { scheme: 'dark', width: WIDE, rules: ['color-contrast'] },
];

export class Visit {
  static #spare = new WeakMap(); // of each browser, the contexts that no visit has

  troubles = [];
  expected = []; // statuses that a journey means to see: a browser calls each an error of its console

  /**
   * `alone`: in a context that no visit had before and none has after it, for what measures or turns the clock.
   * `pictures`: of every page, not only of those that are judged by them.
   */
  static async begin(browser, world, shots, { alone = false, pictures = true } = {}) {
    const spare = Visit.#spare.get(browser) ?? [];
    Visit.#spare.set(browser, spare);
    const context =
      (!alone && spare.pop()) ||
      (await browser.newContext({
        ignoreHTTPSErrors: true,
        locale: 'en-GB',
        viewport: { width: WIDE, height: 900 },
        reducedMotion: 'reduce',
      }));
    const visit = new Visit();
    visit.spare = alone ? null : spare;
    visit.page = await context.newPage();
    visit.context = context;
    visit.door = await context.newCDPSession(visit.page);
    visit.world = world;
    visit.shots = shots;
    visit.pictures = pictures;
    mkdirSync(shots, { recursive: true });
    await visit.listen();
    return visit;
  }

  async listen() {
    const { page } = this;
    page.on('console', (message) => {
      const meant = this.expected.some((status) => message.text().includes(`status of ${status}`));
      if (['error', 'warning'].includes(message.type()) && !meant) this.troubles.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.troubles.push(`page: ${error.message}`));
    page.on('request', (request) => {
      const at = new URL(request.url());
      if (at.origin !== this.world.url && at.protocol !== 'data:' && at.protocol !== 'blob:') {
        this.troubles.push(`asked another place: ${request.url()}`);
      }
    });
    await page.exposeFunction('tellTrouble', (text) => this.troubles.push(text));
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) =>
        window.tellTrouble(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
      );
    });
  }

  async open(path = '/') {
    await this.page.goto(this.world.url + path);
    await this.page.locator('h1').first().waitFor();
  }

  /** To another page as its links go: without loading the program anew. */
  async go(path) {
    await this.page.evaluate((to) => history.pushState({}, '', to), path);
  }

  /** What axe finds: by all rules where none is named. */
  async axe(rules = RULES) {
    const { page } = this;
    // By the debugger's own door: the policy of the page lets no script in as text.
    if (!(await page.evaluate(() => 'axe' in window))) await this.door.send('Runtime.evaluate', { expression: axe });
    return page.evaluate(
      async (runOnly) => {
        const found = await window.axe.run(document, { runOnly, resultTypes: ['violations'], preload: false });
        return found.violations.map(
          (one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 140)).join(' | ')}`,
        );
      },
      { type: rules === RULES ? 'tag' : 'rule', values: rules },
    );
  }

  async picture(name, fullPage = false) {
    await this.page.screenshot({ path: join(this.shots, `${name}.jpg`), type: 'jpeg', quality: 80, fullPage });
  }

  /** Language and direction, and words for all that is said. */
  async speaks(name, language) {
    const facts = await this.page.evaluate(() => ({
      lang: document.documentElement.lang,
      dir: document.documentElement.dir,
      words: document.body.innerText,
      unsaid: document.querySelector('[data-unsaid]')?.textContent,
    }));
    const where = `${name} ${language}`;
    assert.equal(facts.unsaid, undefined, `${where}: no words for this sentence`);
    assert.equal(facts.lang, language, where);
    assert.equal(facts.dir, language === 'ar' ? 'rtl' : 'ltr', where);
    assert.doesNotMatch(facts.words, KEY, `${name}: ${KEY.exec(facts.words)?.[0]}`);
  }

  /** What holds on every page, in both themes and on a narrow telephone; `name` names the pictures. */
  async check(name, { language = 'en' } = {}) {
    const { page } = this;
    await this.speaks(name, language);
    const whole = WHOLE.includes(name) && ['en', 'ar'].includes(language);
    for (const { scheme, width, rules } of LOOKS) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height: 900 });
      if (rules) assert.deepEqual(await this.axe(rules), [], `${name}, ${scheme}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `${name}: ${wide} wide at ${width}: ${await page.evaluate(widest)}`);
      if (whole || (this.pictures && (scheme === 'light') === (width === WIDE))) {
        await this.picture(`${name}-${language}-${scheme}-${width}`, whole && language === 'en');
      }
    }
    await page.emulateMedia({ colorScheme: 'light' });
  }

  async logIn(officer, password = officer.password, ahead = 0) {
    const { page } = this;
    await page.getByLabel('Log-in name').fill(officer.login);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByLabel('Code').fill(codeOf(officer.secret, ahead));
    await page.getByRole('button', { name: 'Log in' }).click();
  }

  /** The first password, which somebody else has seen, is replaced. */
  async firstPassword(officer, fresh) {
    const { page } = this;
    await page.getByRole('heading', { name: 'Choose a new password' }).waitFor();
    await page.getByLabel('Password until now').fill(officer.password);
    await page.getByLabel('New password', { exact: true }).fill(fresh);
    await page.getByLabel('New password again').fill(fresh);
    await page.getByRole('button', { name: 'Change the password' }).click();
    officer.password = fresh;
  }

  /** `arrives`: the heading of the page where somebody of that role begins. */
  async sayWhy(reference = 'XC/2019/0417', purpose = 'trace', arrives = 'Trace a weapon') {
    const { page } = this;
    await page.getByRole('heading', { name: 'Why do you ask?' }).waitFor();
    await page.getByLabel('Purpose').selectOption(purpose);
    await page.getByLabel('Case, or standing duty').fill(reference);
    await page.getByLabel('Legal basis').selectOption('national_law');
    await page.getByRole('button', { name: 'Go on' }).click();
    await this.hasArrived(arrives);
  }

  async hasArrived(heading) {
    await this.page.getByRole('heading', { name: heading, level: 1 }).waitFor();
    assert.equal(await this.page.title(), `${heading} · Proofmark`, 'the tab bears the heading');
  }

  /**
   * To the page where somebody of that role begins: an officer of the world with a session and a purpose, made as the
   * pages make them. (01_log_in and 13_users go the whole way by the pages.)
   */
  async arrive(login, reference = 'XC/2019/0417', purpose = 'trace', arrives = 'Trace a weapon') {
    const { page, context, world } = this;
    const officer = world.officer(login);
    await context.addCookies(await world.session(officer));
    const before = await page.addInitScript((why) => {
      localStorage.setItem('proofmark.was-in', 'yes');
      sessionStorage.setItem('proofmark.why', JSON.stringify(why));
    }, { purpose, case: reference, basis: 'national_law' });
    await page.goto(world.url);
    await before.dispose();
    await this.hasArrived(arrives);
    return officer;
  }

  /**
   * Milliseconds from the key to the frame with the answer on it, by the page's own clock. `sign`: what speaks of the
   * answer, empty while one is waited for.
   */
  async painted(key, sign) {
    const { page } = this;
    await page.evaluate((what) => {
      // Not innerText, which would make the browser lay the page out at each change.
      const text = () => document.querySelector(what)?.textContent ?? '';
      let before = text();
      let pressed = 0;
      addEventListener('keydown', (event) => (pressed = event.timeStamp), { capture: true, once: true });
      window.answerPainted = new Promise((done) => {
        const watch = new MutationObserver(() => {
          if (text() === '') before = '';
          if (!pressed || text() === before) return;
          watch.disconnect();
          // The frame after the next callback is the one that shows it.
          requestAnimationFrame(() => setTimeout(() => done(performance.now() - pressed)));
        });
        watch.observe(document.body, { childList: true, subtree: true, characterData: true });
      });
    }, sign);
    await page.keyboard.press(key);
    return page.evaluate(() => window.answerPainted);
  }

  /** A command of whoever is logged in, sent as the page sends it. */
  async command(name, order) {
    return this.page.evaluate(
      async ({ name, order }) => {
        const why = JSON.parse(sessionStorage.getItem('proofmark.why'));
        const session = await (await fetch('/v1/sessions/current')).json();
        const answer = await fetch(`/v1/commands/${name}`, {
          method: 'POST',
          headers: {
            'Content-Type': 'application/json',
            'Proofmark-Csrf': session.csrf,
            'Proofmark-Purpose': why.purpose,
            'Proofmark-Case': why.case,
            'Proofmark-Basis': why.basis,
            'Idempotency-Key': crypto.randomUUID(),
          },
          body: JSON.stringify(order),
        });
        const said = await answer.json();
        if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(said)}`);
        return said;
      },
      { name, order },
    );
  }

  /** Language and direction, no untranslated key, nothing of axe, a picture: a quick look in one theme. */
  async glance(name, language, scheme) {
    const { page } = this;
    await page.waitForFunction((wanted) => document.documentElement.lang === wanted, language);
    await this.speaks(name, language);
    await page.emulateMedia({ colorScheme: scheme });
    assert.deepEqual(await this.axe(), [], `${name}, ${language}, ${scheme}`);
    if (this.pictures) await this.picture(`${name}-${language}-${scheme}`);
  }

  async end() {
    const { page, context, spare, world, door } = this;
    if (spare) {
      await door.send('Storage.clearDataForOrigin', { origin: world.url, storageTypes: LEFT });
      await page.close();
      await context.clearCookies();
      spare.push(context);
    } else {
      await context.close();
    }
    assert.deepEqual(this.troubles, []);
  }
}
