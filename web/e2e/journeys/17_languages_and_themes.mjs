// SPDX-License-Identifier: Apache-2.0
// Six languages, two themes, five screens: one log-in, each screen in each language, axe in one theme after the other.
import assert from 'node:assert/strict';

export const title = 'six languages and two themes on five screens, and the box that finds everything';
const LANGUAGES = ['en', 'fr', 'es', 'ru', 'zh', 'ar'];

/** The box of the head: an identifier, a register's number, a case, marks, and what is nowhere. */
async function find(visit) {
  const { page } = visit;
  const ask = async (text) => {
    await page.locator('h1').first().focus();
    await page.keyboard.press('/');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
  };
  await ask('XC/2019/0417');
  await page.getByRole('heading', { name: 'Case XC/2019/0417' }).waitFor();
  const weapon = page.locator('.cards h3 a').first();
  const record = (await weapon.getAttribute('href')).split('/').at(-1);
  await ask(record);
  await page.getByRole('heading', { name: 'Custody' }).waitFor();
  assert.ok(page.url().endsWith(record), page.url());
  const number = await page.locator('.record h3 bdi.quiet').first().innerText();
  await ask(number);
  await page.getByRole('heading', { name: 'Custody' }).waitFor();
  await ask('BTX5?0');
  await page.locator('article.candidate').first().waitFor();
  await visit.check('find-marks');
  await page.reload();
  await page.locator('article.candidate').first().waitFor();
  await page.getByRole('link', { name: /Write its other marks/ }).click();
  await page.getByRole('heading', { name: 'Trace a weapon', level: 1 }).waitFor();
  assert.equal(await page.locator('input[data-search]').inputValue(), 'BTX5?0');
  await ask('XC-POL.item.01M866XP127F05YSY4AF3J4VEX');
  await page.getByText('Nothing that you may see bears this.').waitFor();
  assert.match(await page.locator('.looked').innerText(), /Identifiers.*nothing found.*References of cases/s);
  await visit.check('find-nothing');
  return record;
}

export default async function ({ begin }) {
  const visit = await begin();
  const { page } = visit;
  await visit.arrive('f.inder');
  const record = await find(visit);
  const screens = [
    ['/inbox', 'article.hit'],
    ['/cases/XC/2019/0417', '.cards > li'],
    [`/items/${record}`, '.stops tbody tr'],
    ['/people', '.tabs'],
    ['/account', '.asCards tbody tr'],
  ];
  let n = 0;
  for (const [path, sign] of screens) {
    await visit.go(path);
    await page.locator(sign).first().waitFor();
    const name = `all-${path.split('/')[1]}`;
    for (const language of LANGUAGES) {
      await page.locator('select.language').selectOption(language);
      if (language !== 'en') await page.locator('.unreviewed').waitFor();
      await visit.glance(name, language, n++ % 2 === 0 ? 'light' : 'dark');
    }
    const heading = await page.locator('h1').first().innerText();
    assert.equal(await page.title(), `${heading} · Proofmark`, 'the tab speaks the language too');
    await page.locator('select.language').selectOption('en');
    await page.emulateMedia({ colorScheme: 'light' });
  }
}
