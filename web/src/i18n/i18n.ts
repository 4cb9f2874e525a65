// SPDX-License-Identifier: Apache-2.0
// The words of the pages, one file a language; only the one in use is loaded. A file says of itself whether a speaker
// of the language has reviewed it ("reviewed"). The words of pages that are loaded later stand in later/, so that the
// first load does not bear them.
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../shared/settings';

type Words = { reviewed: boolean } & Record<string, unknown>;
const files = import.meta.glob<{ default: Words }>('./*.json');
const laterFiles = import.meta.glob<{ default: Words }>('./later/*.json');
const reviewed = new Map<string, boolean>();
const whole = new Set<Language>();
let wantsLater = false;

async function load(language: Language) {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    const file = await files[`./${language}.json`]!();
    reviewed.set(language, file.default.reviewed);
    i18next.addResourceBundle(language, 'translation', file.default);
  }
  if (!wantsLater || whole.has(language)) return;
  const more = await laterFiles[`./later/${language}.json`]!();
  reviewed.set(language, (reviewed.get(language) ?? true) && more.default.reviewed);
  i18next.addResourceBundle(language, 'translation', more.default, true, true);
  whole.add(language);
}

/** A page that is loaded later, with its words. */
export async function withWords<T>(page: Promise<T>): Promise<T> {
  wantsLater = true;
  const [loaded] = await Promise.all([page, load(i18next.language as Language)]);
  return loaded;
}

/** Whether a speaker has reviewed the words in use. */
export const isReviewed = (language: Language) => reviewed.get(language) ?? true;

/** Before the first page is shown, so that no key is ever on screen. */
export async function startWords(language: Language) {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: {},
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await load(language);
  await i18next.changeLanguage(language);
}

export async function takeWords(language: Language) {
  await load(language);
  await i18next.changeLanguage(language);
}
