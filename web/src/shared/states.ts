// SPDX-License-Identifier: Apache-2.0
// The names of States in the language in use.
import { useTranslation } from 'react-i18next';

// ISO 3166-1 leaves these to its users, and browsers name some of them after tests of their own.
const USERS_OWN = /^(AA|Q[M-Z]|X[A-Z]|ZZ)$/;

/** A code that has no name stays a code: one of a user's own, and the four letters of a State that is no more. */
export function stateName(language: string, code: string): string {
  if (!/^[A-Z]{2}$/.test(code) || USERS_OWN.test(code)) return code;
  return new Intl.DisplayNames(language, { type: 'region', fallback: 'code' }).of(code) ?? code;
}

export function useStateName() {
  const { i18n } = useTranslation();
  return (code: string) => stateName(i18n.language, code);
}
