// SPDX-License-Identifier: Apache-2.0
// Before a session ends, at its latest hour or because nothing was asked for long: whoever is at work stays logged in.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lastHeard, type Session } from '../../api/client';

const WARN_BEFORE_MS = 3 * 60_000;
const LOOK_EVERY_MS = 5_000;

/** When the session ends if nothing more is asked. */
function endOf(session: Session): number {
  const latest = session.expires_at ? Date.parse(session.expires_at) : Infinity;
  const idle = session.idle_seconds ? lastHeard() + session.idle_seconds * 1000 : Infinity;
  return Math.min(latest, idle);
}

export function SessionWarning({ session, onRenew }: { session: Session; onRenew: () => Promise<void> }) {
  const { t } = useTranslation();
  const [soon, setSoon] = useState(false);
  useEffect(() => {
    const look = () => setSoon(endOf(session) - Date.now() < WARN_BEFORE_MS);
    look();
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [session]);
  if (!soon) return null;
  return (
    <div className="warning endsSoon" role="alert">
      <p>{t('login.soon')}</p>
      <button type="button" onClick={() => void onRenew()}>
        {t('login.stay')}
      </button>
    </div>
  );
}
