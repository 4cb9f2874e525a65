// SPDX-License-Identifier: Apache-2.0
// Two persons in two browsers: one opens an account and asks for its role, the other one approves. The new officer logs
// in with what was told once, and a role that was taken away holds with the next request.
import assert from 'node:assert/strict';
import { OWN_PASSWORD } from '../world.mjs';

export const title = 'an account is opened, two persons give its role, and the new officer works with it';

export default async function ({ begin }) {
  const keeper = await begin();
  const second = await begin();
  await keeper.arrive('u.keeps', 'accounts 2026', 'system_care', 'Users');
  await second.arrive('u.second', 'accounts 2026');

  // Opened: password and secret are told once, and the account can do nothing yet.
  const { page } = keeper;
  assert.equal(await page.getByRole('searchbox').count(), 0, 'whoever reads no records is offered no search');
  await page.getByText('Open an account').click();
  await page.getByRole('button', { name: 'Open the account' }).click();
  await page.getByText('This is needed.').first().waitFor();
  await page.getByLabel('Log-in name').fill('new.officer');
  await page.getByLabel('Name', { exact: true }).fill('Nora Newly');
  await page.getByRole('button', { name: 'Open the account' }).click();
  await page.getByRole('heading', { name: /Account opened/ }).waitFor();
  await keeper.check('people-opened');
  const officer = {
    login: 'new.officer',
    password: await page.locator('.secrets dd code').first().innerText(),
    secret: (await page.locator('.secrets code.secret').innerText()).trim(),
  };
  await page.getByRole('button', { name: 'I have handed them over' }).click();
  assert.equal(await page.getByText(officer.password).count(), 0, 'told once');

  await page.getByRole('button', { name: /^Ask for a role.*new\.officer/ }).click();
  await page.getByLabel('Role', { exact: true }).selectOption('officer');
  await page.getByLabel('Reason').fill('new in the unit, order 12/26');
  await page.getByRole('dialog').getByRole('button', { name: 'Ask for a role' }).click();
  await page.getByText('new.officer: asked for; a second person decides').waitFor();
  await keeper.check('people');
  await page.getByRole('tab', { name: 'Approvals' }).click();
  await page.getByText('Another person decides on it').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Approve' }).count(), 0, 'nobody is both persons');

  // The second person, in another browser.
  const other = second.page;
  await other.getByRole('link', { name: 'Users' }).click();
  await other.getByRole('tab', { name: 'Approvals' }).click();
  await other.getByText('new in the unit, order 12/26').waitFor();
  await second.check('people-approvals');
  await other.getByRole('button', { name: 'Approve' }).click();
  await other.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
  await other.locator('.state.given').waitFor();
  await other.getByRole('tab', { name: 'Roles' }).click();
  await other.getByRole('heading', { name: 'Tracing officer' }).waitFor();
  await second.check('people-roles');

  // The new officer.
  const fresh = await begin();
  await fresh.open();
  await fresh.logIn(officer);
  await fresh.firstPassword(officer, OWN_PASSWORD);
  await fresh.sayWhy('26/118');
  assert.equal(await fresh.page.getByRole('link', { name: 'Users' }).count(), 0);

  // Taken away by one person, at once.
  await page.getByRole('tab', { name: 'Accounts' }).click();
  await page.getByRole('button', { name: /^Take a role away.*new\.officer/ }).click();
  await page.getByLabel('Reason').fill('moved to another unit');
  await page.getByRole('dialog').getByRole('button', { name: 'Take a role away' }).click();
  await page.getByText('new.officer: role taken away').waitFor();
  fresh.expected.push(403);
  await fresh.page.getByRole('searchbox').fill('SOMETHING-1');
  await fresh.page.keyboard.press('Enter');
  await fresh.page.getByText('You may not do this').waitFor();
}
