// SPDX-License-Identifier: Apache-2.0
import { useTranslation } from 'react-i18next';
import { takeWords } from '../i18n/i18n';
import { LANGUAGES, type Language, setSettings, useSettings } from '../shared/settings';

export function LanguagePick() {
  const { t } = useTranslation();
  const { language } = useSettings();
  const pick = (next: Language) => void takeWords(next).then(() => setSettings({ language: next }));
  return (
    <select
      className="language"
      aria-label={t('settings.language')}
      value={language}
      onChange={(event) => pick(event.target.value as Language)}
    >
      {Object.entries(LANGUAGES).map(([code, name]) => (
        <option key={code} value={code} lang={code}>
          {name}
        </option>
      ))}
    </select>
  );
}
