// SPDX-License-Identifier: Apache-2.0
// Whoever writes long is warned before the session ends, can stay, and finds the draft again after it has ended.
import assert from 'node:assert/strict';

export const title = 'a session that nobody uses warns before it ends, and ends without losing what was written';

export default async function ({ begin }) {
  const visit = await begin({ alone: true });
  const { page } = visit;
  await page.clock.install();
  const officer = await visit.arrive('s.warn');
  await page.getByLabel('As seen').fill('K44?19');
  await page.getByLabel('Importer').fill('JOHN TRADE LTD');

  // Half an hour without a question ends a session; three minutes before that the page says so.
  assert.equal(await page.locator('.endsSoon').count(), 0);
  await page.clock.fastForward('26:00');
  assert.equal(await page.locator('.endsSoon').count(), 0);
  await page.clock.fastForward('01:30');
  await page.getByText('Your session ends in a few minutes.').waitFor();
  await visit.check('session-warning');
  await page.getByRole('button', { name: 'Stay logged in' }).click();
  await page.locator('.endsSoon').waitFor({ state: 'detached' });

  // The second time nobody answers, and the session is over.
  await page.clock.fastForward('28:00');
  await page.locator('.endsSoon').waitFor();
  await visit.context.clearCookies();
  visit.expected.push(401);
  await page.getByLabel('Unloaded and made safe').check();
  await page.getByLabel('Who made it safe').fill('2271');
  await page.getByRole('button', { name: 'Search', exact: false }).click();
  await page.getByRole('heading', { name: 'Your session has ended' }).waitFor();
  await visit.logIn(officer, officer.password, 1);
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal(await page.getByLabel('As seen').inputValue(), 'K44?19');
  assert.equal(await page.getByLabel('Importer').inputValue(), 'JOHN TRADE LTD');
  assert.equal(await page.locator('.endsSoon').count(), 0);
  await page.getByRole('button', { name: 'Search' }).click();
  await page.locator('.results > p[role=status]').filter({ hasText: /candidate|No record/ }).waitFor();
}
