// SPDX-License-Identifier: Apache-2.0
// How long an officer looks at the old page after Enter, with a large register behind the service:
//   node web/e2e/painted.mjs BUILD_FOLDER [RECORDS] [QUESTIONS]
// Questions as they are asked: a number as it stands, misread, with an unread character, and of no weapon on record.
// Milliseconds from the key to the painted answer by the browser's clock, and of these what the service took.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { launch, Visit } from './visit.mjs';
import { startWorld } from './world.mjs';

const [build = 'build/release', records = '1000000', questions = '40'] = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), 'proofmark-painted-'));
const register = join(scratch, 'register.csv');
const MAPPING = resolve('mappings/ua.json');

/** The same numbers whenever it runs. */
let seed = 20261128;
const below = (bound) => {
  seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
  return Math.floor((seed / 0x80000000) * bound);
};

const TAKEN = { 0: 'O', 1: 'I', 8: 'B', 5: 'S', 3: '8', 6: 'G', 2: 'Z', 4: '9', 7: '1', 9: '4' };
const misread = (number) => {
  const at = number.search(/[0-9]/);
  return number.slice(0, at) + TAKEN[number[at]] + number.slice(at + 1);
};
const unread = (number) => number.slice(0, 2) + '?' + number.slice(3);
const absent = (number) => `${'QXWVYZ'[below(6)]}${number.slice(1, -3)}${'WYXQVK'[below(6)]}${100 + below(900)}`;
const CLASSES = { 'as it stands': (number) => number, misread, 'one unread': unread, 'of no weapon': absent };

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(0);
const told = (times) => {
  const sorted = [...times].sort((one, other) => one - other);
  return `p50 ${at(sorted, 0.5)}, p90 ${at(sorted, 0.9)}, most ${at(sorted, 1)} ms`;
};

function makeRegister() {
  const out = openSync(register, 'w');
  const order = ['ua', '--rows', records, '--seed', '7'];
  execFileSync(join(build, 'make_register'), order, { stdio: ['ignore', out, 'inherit'] });
  const lines = readFileSync(register, 'utf8').split('\n');
  const column = lines[0].split(',').indexOf('weaponnumber');
  const numbers = [];
  while (numbers.length < 400) {
    const cell = lines[1 + below(lines.length - 2)].split(',')[column]?.replace(/[" ]/g, '');
    if (/^[A-Z]{0,3}[0-9]{4,8}$/.test(cell ?? '')) numbers.push(cell);
  }
  return numbers;
}

const numbers = makeRegister();
const began = Date.now();
const world = await startWorld(build, join(scratch, 'node'), [['XC-POL', register, MAPPING]]);
console.log(`${records} records taken in and served after ${((Date.now() - began) / 1000).toFixed(0)} s`);
const browser = await launch(world);
try {
  const visit = await Visit.begin(browser, world, scratch);
  const { page } = visit;
  await visit.arrive('f.inder');
  await page.getByLabel('Unloaded and made safe').check();
  await page.getByLabel('Who made it safe').fill('2271');
  for (const [name, damage] of Object.entries(CLASSES)) {
    const painted = [];
    const served = [];
    for (let n = 0; n < Number(questions); n++) {
      await page.locator('input[data-search]').fill(damage(numbers[n]));
      const answered = page.waitForResponse((one) => one.url().endsWith('/v1/trace'));
      painted.push(await visit.painted('Enter', '.results > p[role=status]'));
      const { requestStart, responseEnd } = (await answered).request().timing();
      served.push(responseEnd - requestStart);
    }
    console.log(`${name.padEnd(14)} painted ${told(painted)}; of these the service ${told(served)}`);
  }
} finally {
  await browser.close();
  await world.stop();
  rmSync(scratch, { recursive: true, force: true });
}
