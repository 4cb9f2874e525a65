// SPDX-License-Identifier: Apache-2.0
import { useTranslation } from 'react-i18next';
import { PickField } from '../../shared/Field';
import { type Settings, setSettings, useSettings } from '../../shared/settings';

export function SettingsPage() {
  const { t } = useTranslation();
  const settings = useSettings();
  const named = (codes: string[]) => codes.map((code) => ({ code, name: t(`settings.${code}`) }));
  return (
    <>
      <h1 tabIndex={-1}>{t('pages.settings')}</h1>
      <div className="narrow form">
        <PickField
          label={t('settings.theme')}
          value={settings.theme}
          onValue={(theme) => setSettings({ theme: theme as Settings['theme'] })}
          options={named(['system', 'light', 'dark'])}
        />
        <PickField
          label={t('settings.density')}
          value={settings.density}
          onValue={(density) => setSettings({ density: density as Settings['density'] })}
          options={named(['comfortable', 'compact'])}
        />
        <label className="tick">
          <input
            type="checkbox"
            checked={settings.keys}
            onChange={(event) => setSettings({ keys: event.target.checked })}
          />
          <span>{t('settings.keys')}</span>
        </label>
        <dl className="keys">
          {['/', 'm', 'j', 'k', 'o', 'y', 'n', 'h'].map((key) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{t(`keys.${key === '/' ? 'slash' : key}`)}</dd>
            </div>
          ))}
        </dl>
      </div>
    </>
  );
}
