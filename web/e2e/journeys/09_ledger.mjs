// SPDX-License-Identifier: Apache-2.0
// An auditor checks an entry by the browser's own sums; what was changed on the way is found.
import assert from 'node:assert/strict';

export const title = 'an auditor checks an entry of the log in the browser; a changed byte is shown';

export default async function ({ begin, world }) {
  const visit = await begin();
  const { page } = visit;
  const auditor = world.officer('l.audit', 'XC-POL', 'auditor');
  await visit.open();
  await visit.logIn(auditor);
  await visit.firstPassword(auditor, 'harbour-violin-meadow 9');
  await visit.sayWhy('yearly audit', 'training');
  await page.getByRole('link', { name: 'Ledger' }).click();
  await page.getByRole('heading', { name: 'Ledger', level: 1 }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'Inbox' }).count(), 0, 'whoever audits decides nothing');
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByText('Write the number of the entry.').waitFor();
  await page.getByLabel('Number in the log').fill('3');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'The proof holds' }).waitFor();
  await visit.check('ledger-holds');

  await page.getByLabel('The entry itself').fill('something else');
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByText('What you gave is not the entry that stands there.').waitFor();
  await page.getByLabel('The entry itself').fill('');

  // On its way from the service one step of the path is changed.
  await page.route('**/proofs/*', async (route) => {
    const answer = await route.fetch();
    const proof = await answer.json();
    proof.path[0] = (proof.path[0].startsWith('0') ? '1' : '0') + proof.path[0].slice(1);
    await route.fulfill({ response: answer, json: proof });
  });
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByText('Something was changed').waitFor();
  await visit.check('ledger-broken');
}
