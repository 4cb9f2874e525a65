// SPDX-License-Identifier: Apache-2.0
// A case: the protocol of recovery is a checklist with who and when, and the page says what to do next.
import assert from 'node:assert/strict';

export const title = 'a case has its protocol as a checklist, its weapons, and what to do next';

export default async function ({ begin }) {
  const visit = await begin();
  const { page } = visit;
  await visit.arrive('f.inder');
  await page.getByRole('link', { name: 'Cases', exact: true }).click();
  await page.getByRole('heading', { name: 'Cases', level: 1 }).waitFor();
  assert.equal(await page.getByLabel('Case reference').inputValue(), 'XC/2019/0417');
  await visit.check('cases');
  await page.getByRole('button', { name: 'Open the case' }).click();
  await page.getByRole('heading', { name: 'Case XC/2019/0417' }).waitFor();
  await page.locator('.cards > li').first().waitFor();
  assert.equal(await page.locator('.cards > li').count(), 3);

  // The register brought its weapons; the steps are written into a file of the own authority.
  await page.getByRole('button', { name: 'Open a file' }).click();
  await page.getByRole('heading', { name: /Protocol of recovery/ }).waitFor();
  assert.match(await page.locator('.next li').first().innerText(), /made safe/);
  await page.getByRole('button', { name: /Record it.*made safe/ }).click();
  await page.getByRole('button', { name: 'Record the step' }).click();
  await page.getByText('This is needed.').waitFor();
  await page.getByLabel('Who did it').fill('2271');
  await page.getByLabel('Exhibit').fill('E1');
  await visit.check('case-step');
  await page.getByRole('button', { name: 'Record the step' }).click();
  await page.getByText('The step is on record.').waitFor();
  const first = page.locator('.step').first();
  await first.getByText('staff:2271').waitFor();
  assert.match(await first.innerText(), /done/);
  await page.getByText('1 of 10 steps done').waitFor();
  assert.match(await page.locator('.next li').first().innerText(), /photographed/);
  await page.getByRole('link', { name: 'Decide the match that waits' }).waitFor();
  await visit.check('case');

  await page.locator('select.language').selectOption('ar');
  await page.locator('html[dir=rtl]').waitFor();
  await visit.check('case', { language: 'ar' });
  await page.locator('select.language').selectOption('en');

  // A reference that is not there, and one of others, answer alike; a reload of an address with a point is a page.
  visit.expected.push(404);
  await page.goto(`${visit.world.url}/cases/no.such`);
  await page.getByText('There is no such thing, or it is not for you').waitFor();
}
