// SPDX-License-Identifier: Apache-2.0
// Every journey of web/e2e/journeys, by a real browser against the real program:
//   node web/e2e/run.mjs BUILD_FOLDER [JOURNEY]
// A journey is a file that exports `title` and `default async ({ world, begin, launch })`. It prints what each took,
// and ends with 1 where one failed, with 77 where there is no browser. Pictures lie in BUILD_FOLDER/web-shots.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { Visit } from './visit.mjs';
import { startWorld } from './world.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const build = resolve(process.argv[2] ?? 'build/release');
const only = process.argv[3];
const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);
if (!executablePath) {
  console.log('no Chromium here: install the package chromium');
  process.exit(77);
}

/** What the service said it answered last: a page does not tell why it was refused. */
const lastAnswers = () =>
  readFileSync(join(scratch, 'requests.log'), 'utf8').trim().split('\n').slice(-12).join('\n');

const scratch = mkdtempSync(join(tmpdir(), 'proofmark-web-'));
const shots = join(build, 'web-shots');
let failed = 0;
const began = Date.now();
const world = await startWorld(build, scratch);
const launch = (...args) => chromium.launch({ executablePath, args: ['--no-sandbox', ...args] });
const browser = await launch();
console.log(`the world stands after ${Date.now() - began} ms`);
try {
  for (const file of readdirSync(join(here, 'journeys'))
    .filter((one) => one.endsWith('.mjs'))
    .sort()) {
    if (only && !file.includes(only)) continue;
    const journey = await import(join(here, 'journeys', file));
    const start = Date.now();
    const visits = [];
    const begin = async (options) => {
      const visit = await Visit.begin(browser, world, shots, options);
      visits.push(visit);
      return visit;
    };
    try {
      await journey.default({ browser, world, build, begin, launch });
      for (const visit of visits) await visit.end();
      console.log(`ok      ${String(Date.now() - start).padStart(6)} ms  ${journey.title}`);
    } catch (error) {
      failed++;
      console.log(`FAILED  ${String(Date.now() - start).padStart(6)} ms  ${journey.title}`);
      console.log(`${error.stack}\n${lastAnswers()}`);
      for (const visit of visits) {
        console.log(visit.troubles.join('\n'));
        await visit.page.screenshot({ path: join(shots, `failed-${file}.png`) }).catch(() => {});
        await visit.context.close().catch(() => {});
      }
    }
  }
} finally {
  await browser.close();
  await world.stop();
  rmSync(scratch, { recursive: true, force: true });
}
console.log(`${Date.now() - began} ms together`);
process.exit(failed ? 1 : 0);
