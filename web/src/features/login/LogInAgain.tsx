// SPDX-License-Identifier: Apache-2.0
// When a session has ended: log-in in front of the page, on which stays what was typed.
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../shared/Dialog';
import { LogInForm } from './LogIn';

export function LogInAgain({ onDone }: { onDone: () => Promise<void> }) {
  const { t } = useTranslation();
  return (
    <Dialog title={t('login.ended')}>
      <p>{t('login.endedLead')}</p>
      <LogInForm onDone={onDone} />
    </Dialog>
  );
}
