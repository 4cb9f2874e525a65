// SPDX-License-Identifier: Apache-2.0
// A hit is decided by a person, with a reason that stays in the log.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Hit, newKey } from '../../api/client';
import { Faults } from '../../shared/Boundary';
import { Dialog } from '../../shared/Dialog';
import { TextField } from '../../shared/Field';
import type { Verdict } from '../trace/verdicts';
import { decideHit } from './hit';

interface Props {
  hit: Hit;
  verdict: Verdict;
  onClose: () => void;
  onDone: () => void;
}

function Form({ hit, verdict, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [key] = useState(newKey);
  const send = async () => {
    setTried(true);
    if (!reason.trim()) return;
    try {
      await decideHit(hit.hit, verdict, reason.trim(), note.trim(), key);
      onDone();
    } catch (caught) {
      setError(caught);
    }
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <p>{t(`inbox.after.${verdict}`)}</p>
      <Faults error={error} focus />
      <TextField
        label={t('verdicts.reason')}
        hint={t('verdicts.reasonHint')}
        value={reason}
        onValue={setReason}
        fault={tried && !reason.trim() ? t('verdicts.reasonMissing') : undefined}
        autoFocus
      />
      <TextField label={t('inbox.note')} hint={t('register.sealed')} value={note} onValue={setNote} />
      <div className="row">
        <button type="submit" className="main">
          {t('verdicts.send')}
        </button>
        <button type="button" onClick={onClose}>
          {t('verdicts.leave')}
        </button>
      </div>
    </form>
  );
}

export function HitVerdict(props: Props) {
  const { t } = useTranslation();
  return (
    <Dialog title={t(`verdicts.titles.${props.verdict}`)} onClose={props.onClose}>
      <Form {...props} />
    </Dialog>
  );
}
