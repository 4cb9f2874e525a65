// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import i18next from 'i18next';
import { beforeAll, expect, test } from 'vitest';
import { type Said, sayIn } from './said';

const read = (file: string) => JSON.parse(readFileSync(new URL(`../i18n/${file}`, import.meta.url), 'utf8'));
const languages = ['en', 'fr', 'ar', 'zh', 'ru', 'es'];

async function speak(language: string) {
  await i18next.changeLanguage(language);
  return (...said: object[]) => sayIn(i18next, said as Said)?.replace(/[\u2060\u2068\u2069]/g, '') ?? null;
}

beforeAll(async () => {
  await i18next.init({ lng: 'en', fallbackLng: false, resources: {}, interpolation: { escapeValue: false } });
  for (const language of languages)
    for (const file of ['', 'names/', 'said/', 'later/'])
      i18next.addResourceBundle(language, 'translation', read(`${file}${language}.json`), true, true);
});

test('what was misread is said in the language in use', async () => {
  const parts = [
    { code: 'misread', read: 'O', record: '0' },
    { code: 'unread', count: 2 },
  ];
  expect((await speak('en'))(...parts)).toBe('O read for 0; agrees but for 2 characters that were not read');
  expect((await speak('zh'))(...parts)).toBe('把 0 读成 O；除 2 个未读出的字符外一致');
  expect((await speak('fr'))(...parts)).toBe('O lu au lieu de 0 ; concorde, sauf 2 caractères non lus');
});

test('values keep their direction where words run from right to left', async () => {
  await i18next.changeLanguage('ar');
  const said: object[] = [{ code: 'misread', read: 'O', record: '0' }];
  expect(sayIn(i18next, said as Said)).toBe(
    'قُرئ \u2068O\u2069 بدل \u20680\u2069',
  );
});

test('happenings stand in brackets behind what they are told for', async () => {
  const of = [{ kind: 'stolen', owners: ['BR-RJ', 'AR'], from: '2017-03', to: '2017-03' }];
  const parts = [{ code: 'theft_reported' }, { code: 'told', of, within: true }];
  expect((await speak('en'))(...parts)).toBe('its theft was reported (stolen per BR-RJ and AR, 2017-03)');
  expect((await speak('es'))(...parts)).toBe('se denunció su robo (robada según BR-RJ y AR, 2017-03)');
});

test('States, ways out of lawful hands and readings have their names', async () => {
  expect((await speak('fr'))({ code: 'exported_seen_in', to: 'DE', in: 'CH' })).toBe(
    'exportée vers Allemagne, vue en Suisse',
  );
  const reported = { code: 'is_reported', name: 'theft', diversion: 'theft' };
  expect((await speak('ru'))(reported)).toBe('заявлено: кража');
  const mayBe = { code: 'confusable_reading', mark: '2K', make: 'Taurus', either: ['ZK', '2X'] };
  expect((await speak('en'))(mayBe)).toBe(
    '2K is no form of number that Taurus is known to use; one character may be misread: ZK or 2X',
  );
  const parts = [
    { number: 'A1', positions: ['frame'] },
    { number: 'B2', positions: [] },
  ];
  expect((await speak('es'))({ code: 'several_numbers', numbers: '', parts })).toMatch(/^A1 \(armazón\) y B2: piezas/);
});

test('a part without words leaves the sentence to the service', async () => {
  const say = await speak('fr');
  expect(say({ code: 'misread', read: 'O', record: '0' }, { code: 'of_a_later_service' })).toBeNull();
  expect(say()).toBeNull();
});
