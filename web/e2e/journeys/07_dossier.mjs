// SPDX-License-Identifier: Apache-2.0
// From a candidate to the dossier of its weapon: the story with its gaps and contradictions, the entry behind a value,
// the marks, the links; printed, it bears who printed it and why.
import assert from 'node:assert/strict';

export const title = 'the dossier of a weapon tells its story, where it is broken, and the entry behind each value';

export default async function ({ begin }) {
  const visit = await begin();
  const { page } = visit;
  await visit.arrive('f.inder');
  await page.getByLabel('As seen').fill('BTX5?0');
  await page.getByLabel('Make', { exact: true }).fill('Glock');
  await page.keyboard.press('Escape');
  await page.getByLabel('Unloaded and made safe').check();
  await page.getByLabel('Who made it safe').fill('2271');
  await page.getByRole('button', { name: 'Search' }).click();
  const first = page.locator('article.candidate').first();
  await first.getByRole('button', { name: /Records/ }).click();
  await first.locator('.records a').first().click();
  await page.getByRole('heading', { name: /Glock/, level: 1 }).waitFor();
  await page.getByRole('heading', { name: 'Custody' }).waitFor();
  await visit.check('dossier-register');
  // What may be passed on is each owner's word, above and beside each record.
  const rule = /ask the owner before passing it on|may (not )?be passed on/;
  const told = await page.locator('.dossierHead .handling').first().innerText();
  assert.match(told, new RegExp(`^X[A-Z]-[A-Z]+: .*(${rule.source})`));
  for (const record of await page.locator('section.record').allInnerTexts()) assert.match(record, rule);

  // The record in hand: alone it tells little; with the probable records the story has a gap and a contradiction.
  await visit.go('/inbox');
  const hit = page.locator('article.hit').filter({ hasText: 'BTX5?0' });
  await hit.getByRole('link', { name: 'Dossier' }).first().click();
  await page.getByRole('heading', { name: 'Custody' }).waitFor();
  await page.getByLabel('With records that very probably are this weapon').check();
  await page.locator('.timeline .gap').first().waitFor();
  assert.match(await page.locator('.timeline .gap').first().innerText(), /Gap: 1 month/);
  assert.match(await page.locator('.timeline .contradiction').first().innerText(), /Contradiction/);
  assert.ok((await page.locator('.diversion li h3').allInnerTexts()).includes('Theft'));
  await page.locator('.linkList summary').first().waitFor();
  await visit.check('dossier');

  await page.locator('.timeline .entryButton').first().click();
  await page.getByRole('heading', { name: 'The entry behind it' }).waitFor();
  await page.getByText('This browser worked out that the entry stands in the log').waitFor();
  assert.match(await page.getByRole('dialog').innerText(), /right, by the key below/);
  assert.match(await page.getByRole('dialog').innerText(), /[0-9a-f]{64}/);
  await visit.check('dossier-entry');
  await page.keyboard.press('Escape');

  await page.emulateMedia({ media: 'print' });
  assert.match(await page.locator('.stamp').innerText(), /XC-POL\.user\..*XC\/2019\/0417.*[0-9a-f]{64}/s);
  assert.ok(await page.locator('.watermark').isVisible());
  await page.screenshot({ path: `${visit.shots}/dossier-print.png`, fullPage: true });
  await page.emulateMedia({ media: 'screen' });

  await page.locator('select.language').selectOption('ar');
  await page.locator('html[dir=rtl]').waitFor();
  await visit.check('dossier', { language: 'ar' });

  // What is not there and what is not for this person answer alike.
  visit.expected.push(404);
  await page.locator('select.language').selectOption('en');
  await visit.go(`/items/XB-POL.item.01M866XP127F05YSY4AF3J4VEX`);
  await page.getByText('There is no such thing, or it is not for you').waitFor();
}
