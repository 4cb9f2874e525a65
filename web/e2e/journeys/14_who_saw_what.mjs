// SPDX-License-Identifier: Apache-2.0
// An officer reads a record, and an auditor finds each of these readings with its purpose, case and basis; and the rule
// behind them. What the officer prints bears who printed it, and the digest.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';

export const title = 'who saw what: each reading is in the log with its purpose, and the rule is told';
const CASE = 'XC/2026/14';

export default async function ({ begin }) {
  const reader = await begin();
  const { page } = reader;
  await reader.arrive('w.saw', CASE);
  const read = []; // what the service answered about one thing
  page.on('response', (answer) => {
    const path = new URL(answer.url()).pathname;
    if (answer.ok() && /^\/v1\/(items|weapons)\//.test(path)) read.push(path);
  });
  await page.getByRole('link', { name: 'Inbox' }).click();
  const hit = page.locator('article.hit').filter({ hasText: 'BTX5?0' });
  await hit.getByRole('link', { name: 'Dossier' }).first().click();
  await page.getByRole('heading', { name: 'Custody' }).waitFor();
  await page.getByRole('heading', { name: 'Who saw it' }).waitFor();
  await page.getByText('An auditor of XC-POL sees who read this record').waitFor();
  await page.locator('.stops tbody tr').first().waitFor();
  await page.locator('.linkList, :text("No other record")').first().waitFor();
  await page.locator('.timeline .entryButton').first().click();
  await page.getByText('This browser worked out').waitFor();
  await page.keyboard.press('Escape');
  const record = new URL(page.url()).pathname.split('/').at(-1);

  // On paper: who, why, and the digest.
  const paper = await page.pdf({ format: 'A4', printBackground: true });
  assert.equal(paper.subarray(0, 5).toString(), '%PDF-');
  assert.ok(paper.length > 20_000, `${paper.length} bytes`);
  writeFileSync(`${reader.shots}/dossier.pdf`, paper);
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.locator('.watermark').isVisible());
  assert.ok((await page.locator('.watermark').innerText()).includes(CASE));
  assert.match(await page.locator('.stamp').innerText(), /[0-9a-f]{64}/);
  await page.emulateMedia({ media: 'screen' });
  await page.waitForLoadState('networkidle');

  const auditor = await begin();
  await auditor.arrive('a.udit', 'yearly audit', 'audit', 'Who saw what');
  const sheet = auditor.page;
  await sheet.getByRole('searchbox').fill(record);
  await sheet.keyboard.press('Enter');
  await sheet.locator('.accessTable tbody tr').first().waitFor();
  const rows = sheet.locator('.accessTable tbody tr').filter({ hasText: CASE });
  const told = await rows.evaluateAll((all) =>
    all.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.innerText)),
  );
  const ofPage = told.filter(([, , did]) => did !== 'listed matches');
  assert.equal(ofPage.length, read.length, `${read.join('\n')}\n${told.join('\n')}`);
  for (const [, who, , why] of told) {
    assert.match(who, /Clara Finder \(w\.saw\)/);
    assert.match(why, /tracing of a weapon.*law of the State/s);
  }
  await auditor.check('access');
  await sheet.locator('select.language').selectOption('ar');
  await sheet.locator('html[dir=rtl]').waitFor();
  await auditor.check('access', { language: 'ar' });
  await sheet.locator('select.language').selectOption('en');

  // By person, a page at a time, and the rule in words.
  await sheet.getByRole('tab', { name: 'By person' }).click();
  await sheet.getByLabel('Person', { exact: true }).selectOption({ label: 'Clara Finder (w.saw)' });
  await sheet.getByRole('button', { name: 'Show' }).click();
  await sheet.locator('.accessTable tbody tr').first().waitFor();
  await sheet.getByRole('tab', { name: 'Why somebody sees it' }).click();
  await sheet.getByLabel('Person', { exact: true }).selectOption({ label: 'Clara Finder (w.saw)' });
  await sheet.getByLabel('Record', { exact: true }).fill(record);
  await sheet.getByRole('button', { name: 'Tell the rule' }).click();
  await sheet.getByText("The record is the person's own authority's.").waitFor();
  await sheet.getByLabel('Purpose', { exact: true }).selectOption('licensing');
  await sheet.getByRole('button', { name: 'Tell the rule' }).click();
  await sheet.getByText('This person does not see the record').waitFor();
  await auditor.check('access-rule');
}
