// SPDX-License-Identifier: Apache-2.0
// A tracing officer counts what tracing came to: the numbers are the service's, and a spreadsheet gets them all.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

export const title = 'an officer counts what tracing came to, and takes it into a spreadsheet';

const numberOf = async (page, name) =>
  Number((await page.locator('.figures > div', { hasText: name }).locator('strong').innerText()).replaceAll(',', ''));

export default async function ({ begin }) {
  const visit = await begin();
  const { page } = visit;
  await visit.arrive('f.inder');
  await page.getByLabel('As seen').fill('ZZ?4417');
  await page.getByLabel('Unloaded and made safe').check();
  await page.getByLabel('Who made it safe').fill('staff:2271');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.locator('.results').waitFor();
  await page.getByRole('link', { name: 'Statistics' }).click();
  await page.getByRole('heading', { name: 'Statistics', level: 1 }).waitFor();
  await page.getByLabel('From').fill('in the year 2000');
  await page.getByRole('button', { name: 'Count' }).click();
  await page.getByText('Write a date like 2025').waitFor();
  await page.getByLabel('From').fill('1990');
  const answered = page.waitForResponse((one) => one.url().includes('/v1/statistics?from=1990'));
  await page.keyboard.press('Enter');
  const counted = await (await answered).json();
  assert.ok(counted.found.total > 5, 'the finds of the demonstration world');
  await page.getByText('XC-POL, 1990 to').waitFor();
  assert.equal(await numberOf(page, 'Weapons found'), counted.found.total);
  assert.ok(counted.asked.total >= 1, 'the one that was just asked');
  assert.equal(await numberOf(page, 'Traces asked'), counted.asked.total);
  const makes = page.getByRole('table', { name: 'Makes' }).locator('tbody tr');
  const { codes, others, unknown } = counted.found.makes;
  assert.equal(await makes.count(), codes.length + (others ? 1 : 0) + (unknown ? 1 : 0));
  assert.ok((await makes.first().innerText()).includes(String(codes[0].count)));
  await page.getByText('As a table').click();
  assert.equal(await page.getByRole('table', { name: 'By month' }).locator('tbody tr').count(), counted.months.length);
  await visit.check('statistics');

  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as CSV' }).click();
  const text = readFileSync(await (await downloading).path(), 'utf8');
  assert.ok(text.startsWith('list,code,name,count\r\n'));
  assert.ok(text.includes(`\r\nfound,total,,${counted.found.total}\r\n`));
}
