// SPDX-License-Identifier: Apache-2.0
// Before a session ends, and after: what was typed on the page stays in both.
import { useEffect, useState } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../api/client';
import { LogInForm } from './LogIn';

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

export function LogInAgain({ onDone }: { onDone: () => Promise<void> }) {
  const { t } = useTranslation();
  return (
    <ModalOverlay isOpen isDismissable={false} isKeyboardDismissDisabled className="veil">
      <Modal className="modal">
        <Dialog>
          <Heading slot="title">{t('login.ended')}</Heading>
          <p>{t('login.endedLead')}</p>
          <LogInForm onDone={onDone} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
