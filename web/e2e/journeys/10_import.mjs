// SPDX-License-Identifier: Apache-2.0
// A register of a thousand rows is taken in: seven are rejected, each with its line and column, come back as a file,
// are corrected and taken in too. Then a workbook of another program.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const title = 'a register is understood, checked and taken in, and its rejected rows come back clean';

const WORKBOOK = resolve(dirname(fileURLToPath(import.meta.url)), '../../../testdata/workbooks/found.xlsx');
const BAD_DAY = '2024-13-01';
const BAD_WORD = 'in the well';
const ROWS = 1000;
const BAD_DAYS = [17, 117, 217, 317, 417];
const BAD_WORDS = [500, 900];

/** A register as a county would send it: the names of its columns are its own. */
function register() {
  const lines = ['Record no;Serial no;Make;Calibre;What happened;Date;Owner name;Our remarks'];
  for (let n = 1; n <= ROWS; n++) {
    const day = BAD_DAYS.includes(n) ? BAD_DAY : `2024-03-${String((n % 28) + 1).padStart(2, '0')}`;
    const word = BAD_WORDS.includes(n) ? BAD_WORD : n % 3 ? 'stolen' : 'Lost';
    const make = n % 2 ? 'TAURUS' : 'GLOCK';
    lines.push(`C-${n};WZ${40_000 + n * 7};${make};9mm;${word};${day};"Miller; Ann";shelf ${n}`);
  }
  return `${lines.join('\n')}\n`;
}

export default async function ({ begin }) {
  const visit = await begin();
  const { page } = visit;
  const folder = mkdtempSync(join(tmpdir(), 'proofmark-import-'));
  const save = async (link) => {
    const coming = page.waitForEvent('download');
    await page.getByRole('link', { name: link }).click();
    const file = await coming;
    return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') };
  };
  const count = async (name) =>
    Number((await page.locator('.counts > div', { hasText: name }).locator('dd').innerText()).replace(/\D/g, ''));
  const check = async () => {
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await page.getByRole('heading', { name: 'What would happen' }).waitFor();
  };
  try {
    writeFileSync(join(folder, 'county.csv'), register());
    await visit.arrive('m.import');
    await page.getByRole('link', { name: 'Import', exact: true }).click();
    await page.getByRole('heading', { name: 'Import', level: 1 }).waitFor();
    await page.getByText('At most').waitFor();
    await visit.check('import-begin');

    await page.getByLabel('File of the register').setInputFiles(join(folder, 'county.csv'));
    await page.getByRole('heading', { name: 'What was understood' }).waitFor();
    await page.getByText('1000 rows.').waitFor();
    assert.equal(await page.getByLabel('Sign between cells').inputValue(), ';');
    const named = (name) => page.locator('strong').getByText(name, { exact: true });
    const column = (name) => page.locator('.columns > li', { has: named(name) });
    const use = (name) => column(name).getByLabel('It is');
    assert.equal(await use('Record no').inputValue(), 'source_id');
    assert.equal(await use('Serial no').inputValue(), 'mark:serial');
    assert.equal(await use('Make').inputValue(), 'make');
    assert.equal(await use('Our remarks').inputValue(), '');
    await column('Owner name').getByText('Sealed.').or(column('Owner name').getByLabel('Seal it')).first().waitFor();

    // Nothing is sent before it is whole, and what is missing is said where it is missing.
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await page.getByText('Name the register.').waitFor();
    await page.getByLabel('Name of the register').fill('county-c');
    // What a column's cells mean was proposed; what no word is stays open, and its rows are rejected.
    assert.equal(await page.getByLabel('stolen', { exact: true }).inputValue(), 'stolen');
    assert.equal(await page.getByLabel(BAD_WORD, { exact: true }).inputValue(), '');
    await visit.check('import-mapping');
    await check();
    assert.deepEqual(
      [await count('Rows of the file'), await count('Would be new records'), await count('Rejected')],
      [1000, 993, 7],
    );
    const faults = await page.locator('tbody tr', { has: page.locator('th[scope=row]') }).allInnerTexts();
    assert.equal(faults.length, 7);
    const told = faults.map((row) => row.split('\t').map((cell) => cell.trim()));
    assert.deepEqual(told[0].slice(0, 3), ['18', 'Date', BAD_DAY]);
    assert.deepEqual(
      told.map((row) => Number(row[0])),
      [...BAD_DAYS, ...BAD_WORDS].map((n) => n + 1).sort((a, b) => a - b),
    );
    assert.ok(told.some((row) => row[1] === 'What happened' && row[2] === BAD_WORD));
    await visit.check('import-checked');

    // A reload loses nothing.
    await page.reload();
    await page.getByRole('heading', { name: 'What would happen' }).waitFor();
    assert.equal(await page.getByLabel('Name of the register').inputValue(), 'county-c');
    await page.getByRole('button', { name: 'Take 993 rows in' }).click();
    await page.getByRole('heading', { name: 'Taken in' }).waitFor();
    assert.equal(await count('New records'), 993);
    await visit.check('import-done');
    await page.locator('select.language').selectOption('ar');
    await page.locator('html[dir=rtl]').waitFor();
    await visit.check('import-done', { language: 'ar' });
    await page.locator('select.language').selectOption('en');

    const rejected = await save('Rejected rows, as they stand');
    assert.equal(rejected.name, 'rejected.csv');
    assert.equal(rejected.text.trim().split('\n').length, 8);
    const mapping = await save('Save the mapping');
    assert.equal(JSON.parse(mapping.text).source, 'county-c');
    const errors = await save('All faults as a table');
    assert.match(errors.text, /^line,column,value,reason\n18,Date,2024-13-01,/);

    // Corrected by hand, with the mapping that was saved.
    const corrected = rejected.text.replaceAll(BAD_DAY, '2024-12-01').replaceAll(BAD_WORD, 'LOST');
    writeFileSync(join(folder, 'corrected.csv'), corrected);
    writeFileSync(join(folder, 'mapping.json'), mapping.text);
    await page.getByRole('button', { name: 'Take in another register' }).click();
    await page.getByLabel('File of the register').setInputFiles(join(folder, 'corrected.csv'));
    await page.getByRole('heading', { name: 'What was understood' }).waitFor();
    await page.getByLabel('Or take a mapping that you saved').setInputFiles(join(folder, 'mapping.json'));
    await page.waitForFunction(() => [...document.querySelectorAll('input')].some((one) => one.value === 'county-c'));
    await check();
    assert.deepEqual([await count('Would be new records'), await count('Rejected')], [7, 0]);
    await page.getByRole('button', { name: 'Take 7 rows in' }).click();
    await page.getByRole('heading', { name: 'Taken in' }).waitFor();
    assert.equal(await count('New records'), 7);

    // A workbook of another program: days are days, a serial of twelve digits stays one.
    await page.getByRole('button', { name: 'Take in another register' }).click();
    await page.getByLabel('File of the register').setInputFiles(WORKBOOK);
    await page.getByRole('heading', { name: 'What was understood' }).waitFor();
    assert.equal(await page.getByLabel('Sheet').inputValue(), 'Found');
    await page.getByText('123456789012', { exact: true }).first().waitFor();
    await page.getByLabel('Name of the register').fill('county-workbook');
    await check();
    assert.deepEqual([await count('Rows of the file'), await count('Rejected')], [4, 1]);
    await page.getByRole('button', { name: 'Take 3 rows in' }).click();
    await page.getByRole('heading', { name: 'Taken in' }).waitFor();

    // And a weapon of the register is found by whoever traces it.
    await page.getByRole('link', { name: 'Trace a weapon', exact: true }).click();
    await page.getByLabel('Unloaded and made safe').check();
    await page.getByLabel('Who made it safe').fill('2271');
    await page.locator('input[data-search]').fill(`WZ${40_000 + 17 * 7}`);
    await page.keyboard.press('Enter');
    await page.locator('.results > p[role=status]').filter({ hasText: /candidate/ }).waitFor();
    assert.match(await page.locator('article.candidate').first().innerText(), /WZ40119/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
