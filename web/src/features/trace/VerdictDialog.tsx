// SPDX-License-Identifier: Apache-2.0
// Every decision has a reason, which stands in the log: so it names nobody.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Candidate, type Hit, newKey } from '../../api/client';
import { Faults } from '../../shared/Boundary';
import { Dialog } from '../../shared/Dialog';
import { TextField } from '../../shared/Field';
import { canBeSaid, decide, hitWith, type Verdict } from './verdicts';

interface Props {
  candidate: Candidate;
  verdict: Verdict;
  record: string | null; // of the weapon in hand, once it is registered
  hits: Hit[];
  onClose: () => void;
  onDone: () => void;
}

function Ask({ candidate, verdict, record, hits, onClose, onDone }: Props & { record: string }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [key] = useState(newKey);
  const hit = hitWith(hits, candidate);
  const send = async () => {
    setTried(true);
    if (!reason.trim()) return;
    try {
      await decide({ verdict, reason: reason.trim(), record, candidate, hit, key });
      onDone();
    } catch (caught) {
      setError(caught);
    }
  };
  if (!canBeSaid(verdict, hit)) return <Sentence text={t('verdicts.noHit')} onClose={onClose} />;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <p>
        <bdi className="mono">{candidate.source_id}</bdi> <bdi>{candidate.owner}</bdi>
      </p>
      <p>{t(hit ? 'verdicts.aboutHit' : 'verdicts.aboutLink')}</p>
      <Faults error={error} focus />
      <TextField
        label={t('verdicts.reason')}
        hint={t('verdicts.reasonHint')}
        value={reason}
        onValue={setReason}
        fault={tried && !reason.trim() ? t('verdicts.reasonMissing') : undefined}
        autoFocus
      />
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

function Sentence({ text, onClose }: { text: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <>
      <p>{text}</p>
      <button type="button" className="main" onClick={onClose} autoFocus>
        {t('verdicts.leave')}
      </button>
    </>
  );
}

export function VerdictDialog(props: Props) {
  const { t } = useTranslation();
  const { record, verdict, onClose } = props;
  return (
    <Dialog title={t(`verdicts.titles.${verdict}`)} onClose={onClose}>
      {record ? (
        <Ask {...props} record={record} />
      ) : (
        <Sentence text={t('verdicts.registerFirst')} onClose={onClose} />
      )}
    </Dialog>
  );
}
