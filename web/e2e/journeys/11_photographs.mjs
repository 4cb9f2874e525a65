// SPDX-License-Identifier: Apache-2.0
// A recovered weapon goes on record with its photographs. What cannot be sent is named before; what did not arrive is
// sent again without a second record; only the own authority opens them, and that is written down.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { digestOf, draw } from '../pictures.mjs';

export const title = 'photographs of a recovery: sent, seen, downloaded, erased; nothing of them for others';

const REFERENCE = 'XC/2026/0611';

/** What the page would be answered: asked by the page itself. */
const ask = (page, path) =>
  page.evaluate(async (target) => {
    const headers = {
      'Proofmark-Purpose': 'trace',
      'Proofmark-Case': 'XC/2019/0417',
      'Proofmark-Basis': 'national_law',
    };
    const answer = await fetch(target, { headers });
    return { status: answer.status, text: await answer.text() };
  }, path);

async function fillQuestion(page) {
  await page.getByLabel('As seen').fill('PH0T0-4711');
  await page.getByLabel('Make', { exact: true }).fill('Zastava');
  await page.keyboard.press('Escape');
  await page.getByLabel('Unloaded and made safe').check();
  await page.getByLabel('Who made it safe').fill('2271');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.locator('.results').waitFor();
}

/** Registers with two photographs of which the second does not arrive at first. Gives the record's identifier. */
async function register(visit, left, right) {
  const { page } = visit;
  await page.getByText('Register as recovered').click();
  await page.getByLabel('Case reference').fill(REFERENCE);
  await page.getByLabel('Date').fill('2026-06-11');
  const files = page.locator('input[data-files=choose]');
  await files.setInputFiles([
    { name: 'left.jpg', mimeType: 'image/jpeg', buffer: left },
    { name: 'right side.png', mimeType: 'image/png', buffer: right },
    { name: 'drawing.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') },
    { name: 'huge.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(8 * 1024 * 1024 + 1, 'x') },
  ]);
  await page.getByText('It is no JPEG and no PNG').waitFor();
  await page.getByText('at most 8.4 MB can be sent').waitFor();
  assert.equal(await page.locator('.picked img.preview').count(), 2, 'what can be sent is shown before');
  await page.locator('.picked img.preview').first().evaluate((one) => one.decode());
  await page.getByRole('button', { name: 'Register', exact: true }).click();
  assert.equal(await page.getByText('The weapon is on record').count(), 0, 'not while a file cannot be sent');
  for (const name of ['drawing.jpg', 'huge.jpg']) {
    await page.getByRole('button', { name: `Leave it out ${name}` }).click();
  }
  const first = page.locator('.picked').first();
  await first.getByLabel('What it shows').selectOption('serial');
  await first.getByLabel('A scale beside it').selectOption('yes');
  await visit.check('register-photographs');

  let sent = 0;
  await page.route('**/v1/files', (route) =>
    ++sent === 2
      ? route.fulfill({ status: 503, json: { error: { code: 'unavailable', message: '', field: '' }, ref: '' } })
      : route.continue(),
  );
  visit.expected.push(503);
  await page.getByRole('button', { name: 'Register', exact: true }).click();
  await page.getByText('The weapon is on record').waitFor();
  await page.locator('.picked').nth(0).getByText('On record').waitFor();
  await page.locator('.picked').nth(1).getByText('Not sent').waitFor();
  const record = (await page.locator('.registered code').first().innerText()).trim();
  await visit.check('photographs-not-all');
  await page.getByRole('button', { name: 'Send what is missing again' }).click();
  await page.locator('.picked').nth(1).getByText('On record').waitFor();
  await page.unroute('**/v1/files');
  assert.equal(sent, 3);
  return record;
}

async function seeInDossier(visit, record, left, right) {
  const { page } = visit;
  await visit.go(`/items/${record}`);
  const lines = page.locator('.attached');
  await lines.nth(1).waitFor();
  assert.equal(await lines.count(), 2);
  assert.match(await lines.nth(0).innerText(), /a serial number · with a scale · left\.jpg/);
  assert.match(await lines.nth(0).innerText(), new RegExp(digestOf(left)));
  assert.match(await lines.nth(1).innerText(), /the whole weapon · right side\.png/);
  await lines.nth(0).getByRole('button', { name: 'Show it' }).click();
  const picture = page.locator('.viewer img');
  await picture.waitFor();
  await page.getByText('These are the bytes that were attached.').waitFor();
  await picture.evaluate((one) => one.decode());
  assert.equal(await picture.evaluate((one) => one.naturalWidth), 1200);
  await visit.check('photograph-open');
  const waiting = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download' }).click();
  const download = await waiting;
  assert.match(download.suggestedFilename(), /^XC-POL\.file\.[0-9A-Z]{26}\.jpg$/);
  assert.equal(digestOf(readFileSync(await download.path())), digestOf(left));
  assert.notEqual(digestOf(left), digestOf(right));
  await page.getByRole('button', { name: 'Close' }).click();
  await visit.check('dossier-files');
  return download.suggestedFilename().replace(/\.jpg$/, '');
}

async function seeInCase(visit, page_) {
  const { page } = visit;
  await page.getByRole('link', { name: 'Cases', exact: true }).click();
  await page.locator('.cards > li').filter({ hasText: REFERENCE }).getByText('1 weapon', { exact: false }).waitFor();
  await visit.check('cases-list');
  await page.getByLabel('Part of the reference').fill('2026/06');
  await page.getByRole('button', { name: 'Look', exact: true }).click();
  await page.getByRole('link', { name: REFERENCE }).click();
  await page.locator('.attached').nth(1).waitFor();
  await page.getByText('Attach photographs or scanned pages').click();
  await page.locator('input[data-files=choose]').setInputFiles([
    { name: 'protocol.png', mimeType: 'image/png', buffer: page_ },
  ]);
  await page.locator('.picked').getByLabel('What it shows').selectOption('document');
  await page.getByRole('button', { name: 'Attach', exact: true }).click();
  await page.locator('.attached').nth(2).waitFor();
  assert.match(await page.locator('.attached').nth(0).innerText(), /a page: licence/);
  await visit.check('case-files');
}

async function nothingForOthers(begin, record, file) {
  const visit = await begin();
  const { page } = visit;
  await visit.arrive('p.other');
  visit.expected.push(404);
  await visit.go(`/items/${record}`);
  await page.getByText('There is no such thing, or it is not for you').waitFor();
  const hidden = await ask(page, `/v1/files/${file}`);
  const missing = await ask(page, '/v1/files/XC-POL.file.01J9ZQ4V7M4W0T5YB3N2K8XH6D');
  assert.equal(hidden.status, 404);
  const levelled = (answer) => answer.text.replace(/XC-POL\.file\.[0-9A-Z]{26}/g, 'ID').replace(/"ref":"[^"]*"/, '');
  assert.equal(levelled(hidden), levelled(missing));
  assert.doesNotMatch((await ask(page, '/v1/cases')).text, /XC\/2026\/0611/);
}

async function writtenDown(begin, record, file) {
  const visit = await begin();
  await visit.arrive('a.udit', 'yearly audit', 'audit', 'Who saw what');
  const { accesses } = JSON.parse((await ask(visit.page, `/v1/access?record=${record}`)).text);
  const reading = accesses.filter((one) => one.action === 'read_file');
  assert.equal(reading.length, 1, 'the one that was opened');
  assert.deepEqual(reading[0].shown, [record, file]);
}

export default async function ({ begin, world }) {
  const visit = await begin();
  const { page } = visit;
  await visit.arrive('p.hoto');
  const left = await draw(page, 'PHOT0-4711');
  const right = await draw(page, 'right', 'image/png', 800, 600);
  await fillQuestion(page);
  const record = await register(visit, left, right);
  const file = await seeInDossier(visit, record, left, right);
  await seeInCase(visit, await draw(page, 'protocol', 'image/png', 400, 500));
  await nothingForOthers(begin, record, file);
  await writtenDown(begin, record, file);

  // What is erased is shown as erased.
  const ground = ['--ground', 'court_order', '--reference', '4 Js 1/30', '--by', 'staff:4711'];
  await world.proofmark('retention', 'erase', file, '--part', 'content', ...ground);
  await page.goto(`${world.url}/items/${record}`);
  await page.locator('.attached.erased').getByText('The file was erased').waitFor();
  assert.equal(await page.locator('.attached.erased').getByRole('button').count(), 0);
  await page.locator('select.language').selectOption('ar');
  await page.locator('html[dir=rtl]').waitFor();
  await visit.check('dossier-files', { language: 'ar' });
}
