// SPDX-License-Identifier: Apache-2.0
// Matches are decided by the keyboard, the owner of the report is told, and who may not see them sees an empty inbox.
import assert from 'node:assert/strict';

export const title = 'a match is seen, understood and confirmed by the keyboard; its owner is told; others see nothing';

const openInbox = async (page) => {
  await page.getByRole('link', { name: 'Inbox' }).click();
  await page.getByRole('heading', { name: 'Inbox', level: 1 }).waitFor();
};

export default async function ({ begin }) {
  const visit = await begin();
  const { page } = visit;
  await visit.arrive('f.inder');
  await openInbox(page);
  const first = page.locator('article.hit').first();
  await first.waitFor();
  const number = (await first.locator('h3 bdi').innerText()).trim();

  await page.keyboard.press('j');
  assert.ok(await first.evaluate((node) => node === document.activeElement), 'j goes to the first match');
  await page.keyboard.press('Space');
  await first.locator('table.evidence').waitFor();
  await visit.check('inbox-hits');

  await first.focus();
  await page.keyboard.press('y');
  await page.getByRole('button', { name: 'Decide' }).click();
  await page.getByText('A decision needs a reason.').waitFor();
  await page.getByLabel('Reason').fill('photographs of both sides compared');
  await page.keyboard.press('Enter');
  await first.locator('.state.confirmed').waitFor();
  await first.getByText('photographs of both sides compared').first().waitFor();
  await page.getByLabel('Show').selectOption('confirmed');
  await page.locator('article.hit').filter({ hasText: number }).waitFor();
  await visit.check('inbox-confirmed');
  await page.getByRole('tab', { name: 'Alerts' }).click();
  await page.getByText('Nothing here. Your authority is told').waitFor();
  await visit.check('inbox-no-alerts');

  await page.locator('select.language').selectOption('ar');
  await page.locator('html[dir=rtl]').waitFor();
  await page.getByRole('tab').first().click();
  await page.locator('article.hit').first().waitFor();
  await visit.check('inbox-hits', { language: 'ar' });

  // The owner of the report is told.
  const owner = await begin();
  await owner.arrive('i.owner');
  await openInbox(owner.page);
  await owner.page.getByRole('tab', { name: 'Alerts' }).click();
  await owner.page.getByRole('heading', { name: 'Found elsewhere' }).first().waitFor();
  await owner.page.locator('h1').focus();
  await owner.page.keyboard.press('j');
  const fresh = owner.page.locator('article').getByText('New since you last looked here');
  assert.notEqual(await fresh.count(), 0, 'what was not seen before is marked');
  await owner.check('inbox-alerts');
  await owner.page.getByRole('tab').first().click();
  await owner.page.getByRole('tab', { name: 'Alerts' }).click();
  await owner.page.getByRole('heading', { name: 'Found elsewhere' }).first().waitFor();
  assert.equal(await fresh.count(), 0, 'what was seen is not new');

  // A third authority is told nothing, not even that there is something.
  const other = await begin();
  await other.arrive('i.third');
  await openInbox(other.page);
  await other.page.getByText('Nothing here. A match appears').waitFor();
  assert.equal(await other.page.locator('article').count(), 0);
  assert.doesNotMatch(await other.page.locator('main').innerText(), /\d/, 'not even a count');
}
