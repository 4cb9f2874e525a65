// SPDX-License-Identifier: Apache-2.0
// An auditor checks an entry by the browser's own sums; what was changed on the way is found.
import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync } from 'node:crypto';

export const title = 'an auditor checks an entry of the log in the browser; a changed byte is shown';

/** A key of that name that is somebody else's (docs/formats/checkpoint.md). */
async function otherKey(name) {
  const { publicKey } = generateKeyPairSync('ed25519');
  const bytes = Buffer.concat([Buffer.of(1), publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)]);
  const id = createHash('sha256').update(`${name}\n`).update(bytes).digest('hex').slice(0, 8);
  return `${name}+${id}+${bytes.toString('base64')}`;
}

export default async function ({ begin }) {
  const visit = await begin();
  const { page } = visit;
  // Whoever audits begins where there is something for him, and is offered the purpose of his work.
  await visit.arrive('a.udit', 'yearly audit', 'audit', 'Who saw what');
  await page.getByRole('link', { name: 'Ledger' }).click();
  await page.getByRole('heading', { name: 'Ledger', level: 1 }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'Inbox' }).count(), 0, 'whoever audits decides nothing');
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByText('Write the number of the entry.').waitFor();
  await page.getByLabel('Number in the log').fill('3');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'The proof holds' }).waitFor();
  await page.getByText('right, by the key below').waitFor();
  await visit.check('ledger-holds');

  // The key comes from the service; one that was published is kept, and another one is told.
  const key = await page.locator('.seal dd code').nth(1).innerText();
  await page.getByLabel('Key that you know').fill('no key');
  await page.getByRole('button', { name: 'Keep this key' }).click();
  await page.getByText('That is no key').waitFor();
  await page.getByLabel('Key that you know').fill(key);
  await page.getByRole('button', { name: 'Keep this key' }).click();
  await page.getByText('It is the key that you know.').waitFor();

  await page.getByLabel('The entry itself').fill('something else');
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByText('What you gave is not the entry that stands there.').waitFor();
  await page.getByLabel('The entry itself').fill('');

  // On its way from the service one step of the path is changed.
  await page.route('**/proofs/*', async (route) => {
    const answer = await route.fetch();
    const proof = await answer.json();
    proof.key = await otherKey(proof.checkpoint.split('\n')[0]);
    proof.path[0] = (proof.path[0].startsWith('0') ? '1' : '0') + proof.path[0].slice(1);
    await route.fulfill({ response: answer, json: proof });
  });
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByText('Something was changed').waitFor();
  await page.getByText('WRONG: the key below did not sign this').waitFor();
  await page.getByText('It is NOT the key that you know.').waitFor();
  await visit.check('ledger-broken');
}
