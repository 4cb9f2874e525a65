// SPDX-License-Identifier: Apache-2.0
// An officer logs in for the first time, says why, takes an authenticator of the own, and finds what was written again
// when the session has ended meanwhile.
import assert from 'node:assert/strict';
import { codeOf, OWN_PASSWORD } from '../world.mjs';

export const title = 'log-in, first password, purpose, authenticator, and a session that ends under a draft';

export default async function ({ begin, world }) {
  const visit = await begin();
  const { page } = visit;
  const officer = world.officer('a.first');
  await visit.open();
  await visit.check('log-in');
  visit.expected.push(401);
  await visit.logIn(officer, 'not the password');
  await page.getByRole('alert').getByText('Log-in refused').waitFor();
  await visit.check('log-in-refused');
  await visit.logIn(officer);
  await visit.firstPassword(officer, OWN_PASSWORD);

  // Nothing is read before it is said why.
  await page.getByRole('heading', { name: 'Why do you ask?' }).waitFor();
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByText('This is needed.').first().waitFor();
  await visit.check('why');
  const offered = await page
    .getByLabel('Purpose')
    .locator('option')
    .evaluateAll((all) => all.map((one) => one.value));
  assert.ok(offered.includes('trace') && !offered.includes('licensing'), offered.join(' '));
  await visit.sayWhy();

  // No script of the page can read the session.
  assert.equal(await page.evaluate(() => document.cookie), '');
  const cookie = (await visit.context.cookies()).find((one) => one.name === '__Host-proofmark');
  assert.ok(cookie?.httpOnly && cookie.secure && cookie.sameSite === 'Strict');

  await page.getByRole('link', { name: 'XC-POL' }).click();
  await page.getByRole('heading', { name: 'Your account' }).waitFor();
  assert.equal(
    await page.evaluate(() => document.activeElement?.tagName),
    'H1',
    'the heading is where one goes on',
  );
  await page.getByLabel('Password', { exact: true }).fill(officer.password);
  await page.getByRole('button', { name: 'Set up a new authenticator' }).click();
  await page.getByRole('img', { name: 'Code to scan' }).waitFor();
  await visit.check('account');
  officer.secret = await page.locator('code.long').innerText();
  await page.getByLabel('Code', { exact: true }).fill(codeOf(officer.secret));
  await page.getByRole('button', { name: 'Use it from now on' }).click();
  await page.getByText('The new authenticator is in use.').waitFor();

  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByLabel('Colours').selectOption('dark');
  await page.getByLabel('Density').selectOption('compact');
  await visit.check('settings');
  await page.getByLabel('Colours').selectOption('system');
  await page.getByLabel('Single-letter keys').uncheck();
  await page.locator('h1').focus();
  await page.keyboard.press('/');
  assert.ok(page.url().endsWith('/settings'), 'single keys can be turned off');

  // The session ends elsewhere; what was typed stays.
  await page.getByRole('link', { name: 'Trace a weapon' }).click();
  await page.getByLabel('As seen').fill('K4419');
  await page.getByLabel('Unloaded and made safe').check();
  await page.getByLabel('Who made it safe').fill('2271');
  await visit.context.clearCookies();
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('heading', { name: 'Your session has ended' }).waitFor();
  await visit.check('session-ended');
  await visit.logIn(officer, officer.password, 1);
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal(await page.getByLabel('As seen').inputValue(), 'K4419');
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('heading', { name: 'Log in' }).waitFor();
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
}
