// SPDX-License-Identifier: Apache-2.0
// What the first page weighs and how long a slow line takes; how files are served; and that the checks can fail.
import assert from 'node:assert/strict';

export const title = 'first load, headers, a slow line, and checks that can fail';
export const alone = true;
const FIRST_LOAD_MAX = 150 * 1024;
const SLOW_LINE = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 };

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

export default async function ({ begin, world, say }) {
  const visit = await begin({ alone: true });
  const { page } = visit;
  const line = await visit.context.newCDPSession(page);
  await line.send('Network.enable');
  let bytes = 0;
  line.on('Network.loadingFinished', (one) => (bytes += one.encodedDataLength));
  await line.send('Network.emulateNetworkConditions', SLOW_LINE);
  await line.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  const start = Date.now();
  await visit.open();
  await page.getByLabel('Log-in name').fill('x');
  const took = Date.now() - start;
  say(`first load ${(bytes / 1024).toFixed(1)} kB, usable after ${took} ms at 400 kbit/s, CPU x4`);
  assert.ok(bytes > 50_000 && bytes <= FIRST_LOAD_MAX, `${bytes} bytes`);

  const asked = async (path) => visit.context.request.get(world.url + path, { ignoreHTTPSErrors: true });
  const index = await asked('/');
  assert.match(index.headers()['content-security-policy'], /require-trusted-types-for 'script'/);
  const asset = /\/assets\/index-[\w-]+\.js/.exec(await index.text())[0];
  const script = (await asked(asset)).headers();
  assert.match(script['cache-control'], /immutable/);
  assert.equal(script['content-encoding'], 'br');
  assert.equal((await asked('/assets/missing.js')).status(), 404);
  assert.equal((await asked('/v1/openapi.json')).headers()['cache-control'], 'no-store');

  await line.send('Emulation.setCPUThrottlingRate', { rate: 1 });
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
