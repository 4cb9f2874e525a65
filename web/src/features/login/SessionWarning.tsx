// SPDX-License-Identifier: Apache-2.0
// Before a session ends: whoever is at work stays logged in.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../api/client';

const WARN_BEFORE_MS = 3 * 60_000;

export function SessionWarning({ session, onRenew }: { session: Session; onRenew: () => Promise<void> }) {
  const { t } = useTranslation();
  const [soon, setSoon] = useState(false);
  useEffect(() => {
    setSoon(false);
    if (!session.expires_at) return;
    const left = Date.parse(session.expires_at) - Date.now() - WARN_BEFORE_MS;
    const timer = setTimeout(() => setSoon(true), Math.max(0, left));
    return () => clearTimeout(timer);
  }, [session]);
  if (!soon) return null;
  return (
    <div className="warning" role="alert">
      <p>{t('login.soon')}</p>
      <button type="button" onClick={() => void onRenew()}>
        {t('login.stay')}
      </button>
    </div>
  );
}
