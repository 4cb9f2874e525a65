// SPDX-License-Identifier: Apache-2.0
// The checks that every journey relies on can fail: a page with faults is found, and the policy lets no script in.
import assert from 'node:assert/strict';

export const title = 'checks that can fail';

/** A fault of one look alone, and what a look at the page must say of it. */
const FAULTS = [
  ['color: light-dark(#111, #444); background: light-dark(#fff, #222)', 'pale in the dark', /faulty, dark/],
  ['color: light-dark(#ccc, #eee); background: light-dark(#fff, #222)', 'pale by day', /faulty, light/],
  ['inline-size: 500px', 'wide', /faulty: \d+ wide at 320/],
  ['', 'trace.untranslated', /faulty: trace\.untranslated/],
];

async function findsFaults(visit) {
  const { page } = visit;
  await visit.check('log-in-again');
  for (const [style, text, told] of FAULTS) {
    await page.evaluate(
      ([css, words]) => {
        const faulty = Object.assign(document.createElement('p'), { id: 'faulty', textContent: words });
        faulty.style.cssText = `color-scheme: light dark; ${css}`;
        document.querySelector('main').append(faulty);
      },
      [style, text],
    );
    await assert.rejects(visit.check('faulty'), told);
    await page.evaluate(() => document.getElementById('faulty').remove());
  }
  await page.evaluate(() => console.error('a fault'));
  assert.deepEqual(visit.troubles.splice(0), ['console: a fault']);
}

export default async function ({ begin }) {
  const visit = await begin();
  const { page } = visit;
  await visit.open();
  await findsFaults(visit);
  // The checks themselves: a page with faults is found, and the policy lets no script in as text.
  await page.evaluate(() => {
    const box = document.createElement('div');
    box.append(document.createElement('button'), document.createElement('input'));
    const pale = document.createElement('p');
    pale.textContent = 'pale';
    pale.style.color = '#eee';
    pale.style.background = '#fff';
    box.append(pale);
    document.querySelector('main').append(box);
  });
  const found = (await visit.axe()).map((one) => one.split(':')[0]);
  for (const rule of ['button-name', 'color-contrast', 'label'])
    assert.ok(found.includes(rule), `${rule}: ${found}`);
  const stopped = await page.evaluate(
    () =>
      new Promise((done) => {
        document.addEventListener('securitypolicyviolation', (event) => done(event.violatedDirective), { once: true });
        try {
          document.createElement('div').innerHTML = '<b>x</b>';
          done('nothing: text was put in as HTML');
        } catch {
          // The browser tells why in the event.
        }
      }),
  );
  assert.equal(stopped, 'require-trusted-types-for');
  const seen = visit.troubles.splice(0);
  assert.ok(
    seen.some((one) => one.startsWith('policy: require-trusted-types-for')),
    seen.join('; '),
  );
}
