// SPDX-License-Identifier: Apache-2.0
import { useTranslation } from 'react-i18next';
import { type Said, sayIn } from './said';

/** A sentence of the service: in the language in use, or as the service says it, in English ("data-unsaid"). */
export function Sentence({ said, english, className }: { said: Said; english: string; className?: string }) {
  const { i18n } = useTranslation();
  const text = sayIn(i18n, said);
  return text === null ? (
    <span lang="en" dir="ltr" className={className} data-unsaid="">
      {english}
    </span>
  ) : (
    <span className={className}>{text}</span>
  );
}
