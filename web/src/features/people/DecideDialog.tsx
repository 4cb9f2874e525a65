// SPDX-License-Identifier: Apache-2.0
// The second person approves, which does it at once, or refuses with a reason.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Faults } from '../../shared/Boundary';
import { Dialog } from '../../shared/Dialog';
import { ReasonForm } from '../trace/ReasonForm';
import { type Approval, approve, refuse } from './people';

interface Props {
  one: Approval;
  how: 'approve' | 'refuse';
  onClose: () => void;
  onDone: () => void;
}

function Approving({ one, onClose, onDone }: Omit<Props, 'how'>) {
  const { t } = useTranslation();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const send = async () => {
    if (busy) return;
    setBusy(true);
    try {
      await approve(one.approval);
      onDone();
    } catch (caught) {
      setError(caught);
      setBusy(false);
    }
  };
  return (
    <>
      <p>
        <strong>{t(`names.approval_actions.${one.action}`, { defaultValue: one.action })}</strong>
      </p>
      <p>{t('people.aboutApprove')}</p>
      <Faults error={error} focus />
      <div className="row">
        <button type="button" className="main" aria-disabled={busy} onClick={() => void send()} autoFocus>
          {t('people.approve')}
        </button>
        <button type="button" onClick={onClose}>
          {t('verdicts.leave')}
        </button>
      </div>
    </>
  );
}

export function DecideDialog({ one, how, onClose, onDone }: Props) {
  const { t } = useTranslation();
  return (
    <Dialog title={t(`people.${how}`)} onClose={onClose}>
      {how === 'approve' ? (
        <Approving one={one} onClose={onClose} onDone={onDone} />
      ) : (
        <ReasonForm
          lead={<p>{t(`names.approval_actions.${one.action}`, { defaultValue: one.action })}</p>}
          send={(reason) => refuse(one.approval, reason)}
          sendWord={t('people.refuse')}
          onClose={onClose}
          onDone={onDone}
        />
      )}
    </Dialog>
  );
}
