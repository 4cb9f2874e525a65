// SPDX-License-Identifier: Apache-2.0
// A visit to the pages by a real browser, and what holds on every page: no error on the console, nothing that the
// policy had to stop, nothing asked of another place, no finding of axe, nothing wider than a narrow telephone, the
// language and direction that were chosen, no untranslated key.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { codeOf } from './world.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const GROUPS = [
  'shell|pages|login|account|why|errors|trace|evidence|verdicts|register|names|inbox|dossier|cases|ledger',
  'statistics|files|imports|find|people|access|open|route',
].join('|');
const KEY = new RegExp(`\\b(${GROUPS})\\.[a-z]\\w+`, 'i');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

// The elements that stand out of the page, the innermost first.
const widest = () =>
  [...document.body.querySelectorAll('*')]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
    .reverse()
    .slice(0, 4)
    .map((one) => `${one.tagName}.${one.className} "${one.textContent.slice(0, 40)}"`)
    .join('; ');

export class Visit {
  troubles = [];
  expected = []; // statuses that a journey means to see: a browser calls each an error of its console

  static async begin(browser, world, shots, options = {}) {
    const context = await browser.newContext({
      ignoreHTTPSErrors: true,
      locale: 'en-GB',
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
      ...options,
    });
    const visit = new Visit();
    visit.page = await context.newPage();
    visit.context = context;
    visit.world = world;
    visit.shots = shots;
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

  /** `only`: a rule; all of them where none is named. */
  async axe(only = null) {
    return this.page.evaluate(
      async ({ source, rules }) => {
        // By the debugger's own door: the policy of the page lets no script in as text.
        if (!window.axe) (0, eval)(source);
        const found = await window.axe.run(document, { runOnly: rules });
        return found.violations.map(
          (one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 140)).join(' | ')}`,
        );
      },
      { source: axe, rules: only ? { type: 'rule', values: [only] } : RULES },
    );
  }

  /** What holds on every page, in both themes; `name` names the pictures. */
  async check(name, { language = 'en' } = {}) {
    const { page } = this;
    const facts = await page.evaluate(() => ({
      lang: document.documentElement.lang,
      dir: document.documentElement.dir,
    }));
    assert.deepEqual(facts, { lang: language, dir: language === 'ar' ? 'rtl' : 'ltr' }, name);
    const words = await page.evaluate(() => document.body.innerText);
    assert.doesNotMatch(words, KEY, `${name}: ${KEY.exec(words)?.[0]}`);
    for (const scheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme: scheme });
      // The dark theme differs from the light one in colours alone.
      const found = await this.axe(scheme === 'dark' ? 'color-contrast' : null);
      assert.deepEqual(found, [], `${name}, ${scheme}`);
      for (const width of [1440, 320]) {
        await page.setViewportSize({ width, height: 900 });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${name}: ${wide} wide at ${width}: ${await page.evaluate(widest)}`);
        await page.screenshot({
          path: join(this.shots, `${name}-${language}-${scheme}-${width}.png`),
          fullPage: true,
        });
      }
      await page.setViewportSize({ width: 1440, height: 900 });
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
    await page.getByRole('heading', { name: arrives, level: 1 }).waitFor();
    assert.equal(await page.title(), `${arrives} · Proofmark`, 'the tab bears the heading');
  }

  /** From nothing to the page of traces: a new officer of the world. */
  async arrive(login, ...why) {
    const officer = this.world.officer(login);
    await this.open();
    await this.logIn(officer);
    await this.firstPassword(officer, 'harbour-violin-meadow 9');
    await this.sayWhy(...why);
    return officer;
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

  /** Language and direction, no untranslated key, nothing of axe in one theme, a picture in both: a quick look. */
  async glance(name, language, scheme) {
    const { page } = this;
    await page.waitForFunction((wanted) => document.documentElement.lang === wanted, language);
    const facts = await page.evaluate(() => ({ dir: document.documentElement.dir, words: document.body.innerText }));
    assert.equal(facts.dir, language === 'ar' ? 'rtl' : 'ltr', `${name} ${language}`);
    assert.doesNotMatch(facts.words, KEY, `${name} ${language}`);
    for (const one of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme: one });
      if (one === scheme) assert.deepEqual(await this.axe(), [], `${name}, ${language}, ${one}`);
      await page.screenshot({ path: join(this.shots, `${name}-${language}-${one}.png`) });
    }
  }

  async end() {
    await this.context.close();
    assert.deepEqual(this.troubles, []);
  }
}
