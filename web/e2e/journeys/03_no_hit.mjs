// SPDX-License-Identifier: Apache-2.0
// A weapon that no register knows: the page says what was searched, how fresh it is, and whom to ask. Text that would
// be a script elsewhere is text here.
import assert from 'node:assert/strict';

export const title = 'no hit says what was searched, how fresh it is and whom to ask; text is never a script';

export default async function ({ begin }) {
  const visit = await begin();
  const { page } = visit;
  await visit.arrive('f.inder');
  await page.getByLabel('As seen').fill('<img src=x onerror=alert(1)>');
  await page.getByLabel('Importer').fill('"><script>alert(1)</script>');
  await page.getByLabel('Make', { exact: true }).fill('Glock');
  await page.keyboard.press('Escape');
  await page.getByLabel('Unloaded and made safe').check();
  await page.getByLabel('Who made it safe').fill('staff:2271');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.locator('.results').waitFor();
  await visit.check('trace-script');

  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByLabel('As seen').fill('QQQQ99887766');
  await page.getByLabel('Make', { exact: true }).fill('Zastava');
  await page.keyboard.press('Escape');
  await page.getByLabel('Unloaded and made safe').check();
  await page.getByLabel('Who made it safe').fill('2271');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.locator('.results > p[role=status]').getByText('No record fits.').waitFor();
  assert.equal(await page.locator('article.candidate').count(), 0);
  assert.match(await page.locator('.searched').innerText(), /Searched: \d+ registers?, [\d,]+ records/);
  assert.match(await page.locator('.searched tbody tr').first().innerText(), /ago|now/);
  await page.getByRole('heading', { name: 'Whom to ask next' }).waitFor();
  await visit.check('trace-no-hit');
}
