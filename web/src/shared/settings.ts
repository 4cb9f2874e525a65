// SPDX-License-Identifier: Apache-2.0
// What a person likes: language, colours, density, single keys. Kept in this browser; nothing of it is secret.
import { useSyncExternalStore } from 'react';

export const LANGUAGES = {
  ar: 'العربية',
  en: 'English',
  es: 'Español',
  fr: 'Français',
  ru: 'Русский',
  zh: '中文',
} as const;
export type Language = keyof typeof LANGUAGES;

export interface Settings {
  language: Language;
  theme: 'system' | 'light' | 'dark';
  density: 'comfortable' | 'compact';
  keys: boolean; // single-letter keys; WCAG 2.1.4 asks that they can be turned off
}

const PLACE = 'proofmark.settings';

function firstLanguage(): Language {
  const known = navigator.languages.map((one) => one.slice(0, 2)).find((one) => one in LANGUAGES);
  return (known as Language | undefined) ?? 'en';
}

function read(): Settings {
  const out: Settings = { language: firstLanguage(), theme: 'system', density: 'comfortable', keys: true };
  try {
    const kept = JSON.parse(localStorage.getItem(PLACE) ?? '{}') as Partial<Settings>;
    if (kept.language && kept.language in LANGUAGES) out.language = kept.language;
    if (kept.theme === 'light' || kept.theme === 'dark') out.theme = kept.theme;
    if (kept.density === 'compact') out.density = kept.density;
    if (kept.keys === false) out.keys = false;
  } catch {
    // A browser that keeps nothing, or something else under this name: the first values hold.
  }
  return out;
}

let settings = read();
const listeners = new Set<() => void>();

/** Shows the settings on the page: CSS reads the attributes. */
export function showSettings() {
  const root = document.documentElement;
  root.lang = settings.language;
  root.dir = settings.language === 'ar' ? 'rtl' : 'ltr';
  root.dataset.theme = settings.theme;
  root.dataset.density = settings.density;
}

export const getSettings = () => settings;

export function setSettings(change: Partial<Settings>) {
  settings = { ...settings, ...change };
  try {
    localStorage.setItem(PLACE, JSON.stringify(settings));
  } catch {
    // It holds until the page is closed.
  }
  showSettings();
  listeners.forEach((tell) => tell());
}

export function useSettings(): Settings {
  return useSyncExternalStore((tell) => {
    listeners.add(tell);
    return () => void listeners.delete(tell);
  }, getSettings);
}
