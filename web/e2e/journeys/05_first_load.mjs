// SPDX-License-Identifier: Apache-2.0
// What the first page weighs and how long a slow line takes; how files are served; how soon an answer is painted.
import assert from 'node:assert/strict';

export const title = 'first load, headers, a slow line, an answer after Enter';
export const alone = true;
const FIRST_LOAD_MAX = 150 * 1024;
const SLOW_LINE = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 };

async function paintsAnswers(begin) {
  const visit = await begin();
  const { page } = visit;
  await visit.arrive('f.inder');
  await page.locator('input[data-search]').fill('BTX5?0');
  await page.getByLabel('Unloaded and made safe').check();
  await page.getByLabel('Who made it safe').fill('2271');
  const times = [];
  for (let asked = 0; asked < 5; asked++) {
    await page.locator('input[data-search]').focus();
    times.push(await visit.painted('Enter', '.results > p[role=status]'));
  }
  await page.locator('article.candidate').first().waitFor();
  return `answer painted ${times.map((ms) => ms.toFixed(0)).join(', ')} ms after Enter`;
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
  say(await paintsAnswers(begin));
}
