// SPDX-License-Identifier: Apache-2.0
// Every journey of web/e2e/journeys, by a real browser against the real program:
//   node web/e2e/run.mjs BUILD_FOLDER [JOURNEY]
// A journey is a file that exports `title`, `default async ({ world, begin, say })`, and `alone` where it
// measures. It prints what each took, and ends with 1 where one failed, with 77 where there is no browser. Pictures lie
// in BUILD_FOLDER/web-shots: of the pages that are judged by them, and of every page where one journey is named.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromiumPath, launch, Visit } from './visit.mjs';
import { startWorld } from './world.mjs';

const LANES = 2;
// They begin first, so that the lanes end together.
const LONG = ['17', '11', '06', '12', '10'];
const rank = (file) => (LONG.indexOf(file.slice(0, 2)) + LONG.length + 1) % (LONG.length + 1);
const here = dirname(fileURLToPath(import.meta.url));
const build = resolve(process.argv[2] ?? 'build/release');
const only = process.argv[3];
if (!chromiumPath) {
  console.log('no Chromium here: install the package chromium-headless-shell');
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
const browser = await launch(world);
console.log(`the world stands after ${Date.now() - began} ms`);

async function go({ file, journey }) {
  const start = Date.now();
  const visits = [];
  const said = [];
  const begin = async (options) => {
    const visit = await Visit.begin(browser, world, shots, { pictures: Boolean(only), ...options });
    visits.push(visit);
    return visit;
  };
  const say = (text) => said.push(`          ${text}`);
  let outcome = 'ok     ';
  try {
    await journey.default({ world, begin, say });
    for (const visit of visits) await visit.end();
  } catch (error) {
    failed++;
    outcome = 'FAILED ';
    said.push(error.stack, lastAnswers());
    for (const visit of visits) {
      said.push(...visit.troubles);
      await visit.page.screenshot({ path: join(shots, `failed-${file}.png`) }).catch(() => {});
      await visit.context.close().catch(() => {});
    }
  }
  console.log([`${outcome} ${String(Date.now() - start).padStart(6)} ms  ${journey.title}`, ...said].join('\n'));
}

// Each core has a journey: they are of one world, so none counts what another one may add. What measures goes alone.
const journeys = await Promise.all(
  readdirSync(join(here, 'journeys'))
    .filter((one) => one.endsWith('.mjs') && (!only || one.includes(only)))
    .sort((one, other) => rank(one) - rank(other) || one.localeCompare(other))
    .map(async (file) => ({ file, journey: await import(join(here, 'journeys', file)) })),
);
const together = journeys.filter(({ journey }) => !journey.alone);
const lane = async () => {
  for (let next = together.shift(); next; next = together.shift()) await go(next);
};
try {
  for (const one of journeys) if (one.journey.alone) await go(one);
  await Promise.all(Array.from({ length: LANES }, lane));
} finally {
  await browser.close();
  await world.stop();
  rmSync(scratch, { recursive: true, force: true });
}
console.log(`${Date.now() - began} ms together`);
process.exit(failed ? 1 : 0);
