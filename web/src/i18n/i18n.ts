// SPDX-License-Identifier: Apache-2.0
// The words of the pages, one file a language; only the one in use is loaded. A file says of itself whether a speaker
// of the language has reviewed it ("reviewed"). names/ has the names of codes of data/, which are wanted as soon as
// somebody is asked for a purpose; said/ the sentences that the service says in parts; later/ and the folders in it the
// words of pages that are loaded later, so that the first load bears none of them.
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../shared/settings';

type Words = { reviewed: boolean } & Record<string, unknown>;
const files = import.meta.glob<{ default: Words }>('./*.json');
const moreFiles = import.meta.glob<{ default: Words }>(['./names/*.json', './said/*.json', './later/**/*.json']);
const reviewed = new Map<string, boolean>();
type Part = 'names' | 'said' | 'later';
const wanted = new Set<Part>();
const whole = new Set<string>(); // "later fr"

async function load(language: Language) {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    const file = await files[`./${language}.json`]!();
    reviewed.set(language, file.default.reviewed);
    i18next.addResourceBundle(language, 'translation', file.default);
  }
  await Promise.all([...wanted].map((part) => loadMore(part, language)));
}

async function loadMore(part: Part, language: Language) {
  const key = `${part} ${language}`;
  if (whole.has(key)) return;
  const paths = Object.keys(moreFiles).filter(
    (path) => path.startsWith(`./${part}/`) && path.endsWith(`/${language}.json`),
  );
  for (const more of await Promise.all(paths.map((path) => moreFiles[path]!()))) {
    reviewed.set(language, (reviewed.get(language) ?? true) && more.default.reviewed);
    i18next.addResourceBundle(language, 'translation', more.default, true, true);
  }
  whole.add(key);
}

/** Wants these words from now on, in whatever language; what shows them is drawn anew when they are here. */
export async function wantWords(part: Part) {
  wanted.add(part);
  await load(i18next.language as Language);
  i18next.emit('namesLoaded');
}

/** A page that is loaded later, with its words. */
export async function withWords<T>(page: Promise<T>): Promise<T> {
  wanted.add('names').add('said').add('later');
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
    react: { bindI18n: 'languageChanged namesLoaded' },
  });
  await load(language);
  await i18next.changeLanguage(language);
}

export async function takeWords(language: Language) {
  await load(language);
  await i18next.changeLanguage(language);
}
