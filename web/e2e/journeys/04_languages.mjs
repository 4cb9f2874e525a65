// SPDX-License-Identifier: Apache-2.0
// The six languages of the United Nations, Arabic from right to left, numbers of weapons always as they stand.
import assert from 'node:assert/strict';

export const title = 'six languages, in both directions and themes';

export default async function ({ begin }) {
  const visit = await begin();
  const { page } = visit;
  await visit.arrive('l.words');
  await page.getByLabel('As seen').fill('BTX5?0');
  await page.getByLabel('Make', { exact: true }).fill('Glock');
  await page.keyboard.press('Escape');
  await page.getByLabel('Unloaded and made safe').check();
  await page.getByLabel('Who made it safe').fill('2271');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.locator('article.candidate').first().waitFor();
  for (const language of ['fr', 'es', 'ru', 'zh', 'ar']) {
    await page.locator('select.language').selectOption(language);
    await page.locator('.unreviewed').waitFor();
    await page.waitForFunction((wanted) => document.documentElement.lang === wanted, language);
    assert.equal(
      await page.locator('input[data-search]').evaluate((field) => getComputedStyle(field).direction),
      'ltr',
    );
    await visit.check('trace-found', { language });
  }
  await page.locator('.me button.plain').click();
  await page.getByLabel('اسم الدخول').waitFor();
  await visit.check('log-in', { language: 'ar' });
}
