// SPDX-License-Identifier: Apache-2.0
// What every decision asks for: a reason, which stands in the log and so names nobody.
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newKey } from '../../api/client';
import { Faults } from '../../shared/Boundary';
import { TextField } from '../../shared/Field';
import { Form } from '../../shared/Form';

interface Props {
  lead: ReactNode; // what is decided
  sendWord?: string; // of the button, where it does something else than decide
  withNote?: boolean; // free text besides, which is sealed
  send: (reason: string, key: string, note: string) => Promise<unknown>;
  onClose: () => void;
  onDone: () => void;
}

export function ReasonForm({ lead, sendWord, withNote, send, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [key] = useState(newKey);
  const decide = async () => {
    setTried(true);
    if (!reason.trim()) return;
    try {
      await send(reason.trim(), key, note.trim());
      onDone();
    } catch (caught) {
      setError(caught);
    }
  };
  return (
    <Form onSend={decide}>
      {lead}
      <Faults error={error} focus />
      <TextField
        label={t('verdicts.reason')}
        hint={t('verdicts.reasonHint')}
        value={reason}
        onValue={setReason}
        fault={tried && !reason.trim() ? t('verdicts.reasonMissing') : undefined}
        autoFocus
      />
      {withNote && <TextField label={t('inbox.note')} hint={t('register.sealed')} value={note} onValue={setNote} />}
      <div className="row">
        <button type="submit" className="main">
          {sendWord ?? t('verdicts.send')}
        </button>
        <button type="button" onClick={onClose}>
          {t('verdicts.leave')}
        </button>
      </div>
    </Form>
  );
}
