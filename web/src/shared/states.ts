// SPDX-License-Identifier: Apache-2.0
// The names of States in the language in use.
import { useTranslation } from 'react-i18next';

// ISO 3166-1 leaves these to its users, and browsers name some of them after tests of their own.
const USERS_OWN = /^(AA|Q[M-Z]|X[A-Z]|ZZ)$/;

/** A code that has no name stays a code: one of a user's own, and the four letters of a State that is no more. */
export function stateNames(language: string) {
  const names = new Intl.DisplayNames(language, { type: 'region', fallback: 'code' });
  return (code: string) => (/^[A-Z]{2}$/.test(code) && !USERS_OWN.test(code) ? (names.of(code) ?? code) : code);
}

export function useStateName() {
  const { i18n } = useTranslation();
  return stateNames(i18n.language);
}
