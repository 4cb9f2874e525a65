// SPDX-License-Identifier: Apache-2.0
// An officer traces the pistol of the demonstration with the keyboard alone, sees why, registers it and decides.
import assert from 'node:assert/strict';

export const title = 'an officer traces a weapon by the keyboard, registers it and decides';

export default async function ({ begin }) {
  const visit = await begin();
  const { page } = visit;
  await visit.arrive('f.inder');
  await visit.check('trace-empty');

  await page.locator('h1').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('m');
  assert.ok(await page.evaluate(() => document.activeElement?.hasAttribute('data-search')), 'm goes to the number');
  await page.keyboard.type('BTX5?0');
  await page.keyboard.press('Enter');
  // Nothing is asked before somebody is named who made it safe.
  await page.getByText('Say who made the weapon safe before its marks are read.').waitFor();
  await page.getByLabel('Unloaded and made safe').focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  await page.keyboard.type('2271');
  await page.getByLabel('Make', { exact: true }).focus();
  // A word that is on no list, letter by letter, with time for each answer; then one that is on it is offered again.
  const answered = page.waitForResponse(/\/vocabulary\/makes\?.*search=Nobodys$/);
  await page.keyboard.type('Nobodys', { delay: 150 });
  await answered;
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  assert.equal(await page.getByLabel('Make', { exact: true }).inputValue(), 'Nobodys');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('Glock');
  // What it is called, and how marks and registers write it.
  await page.getByRole('option').first().getByText('also written GLOCKG22').waitFor();
  await visit.picture('trace-pick');
  await page.keyboard.press('Escape');
  await page.locator('input[data-search]').focus();
  await page.keyboard.press('Enter');
  const status = page.locator('.results > p[role=status]');
  await status.filter({ hasText: /candidate/ }).waitFor();
  assert.match(await status.innerText(), /\d+ candidates?, \d+ strong/);

  // j goes to the first; the number stands character by character, in words too.
  await page.keyboard.press('j');
  const first = page.locator('article.candidate').first();
  assert.ok(await first.evaluate((node) => node === document.activeElement), 'j goes to the first candidate');
  assert.match(await first.innerText(), /Strong/i);
  assert.match(
    await first.locator('.characters p').first().innerText(),
    /5 characters agree.*1 was not read and fits/,
  );
  await page.keyboard.press('o');
  await first.getByText('Records that are this weapon').waitFor();
  await visit.check('trace-found');

  // A decision compares two records: without one in hand the page says so.
  await first.focus();
  await page.keyboard.press('y');
  await page.getByText('First register the weapon in hand').waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('Register as recovered').click();
  await page.getByLabel('Date', { exact: true }).fill('2026-11-23');
  await page.getByLabel('Case reference').fill('WEB/1');
  await page.getByRole('button', { name: 'Register', exact: true }).click();
  await page.getByRole('heading', { name: 'The weapon is on record' }).waitFor();
  await visit.check('trace-registered');

  await first.focus();
  await page.keyboard.press('n');
  await page.getByRole('button', { name: 'Decide' }).click();
  await page.getByText('A decision needs a reason.').waitFor();
  await visit.check('trace-reason');
  await page.getByLabel('Reason').fill('photographs of both sides compared; another finish');
  await page.keyboard.press('Enter');
  await first.getByText('Decided: another weapon').waitFor();
}
