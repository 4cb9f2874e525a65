// SPDX-License-Identifier: Apache-2.0
// A hit is decided by a person, with a reason that stays in the log.
import { useTranslation } from 'react-i18next';
import type { Hit } from '../../api/client';
import { Dialog } from '../../shared/Dialog';
import { ReasonForm } from '../trace/ReasonForm';
import { decideHit, type Verdict } from '../trace/verdicts';

interface Props {
  hit: Hit;
  verdict: Verdict;
  onClose: () => void;
  onDone: () => void;
}

export function HitVerdict({ hit, verdict, onClose, onDone }: Props) {
  const { t } = useTranslation();
  return (
    <Dialog title={t(`verdicts.titles.${verdict}`)} onClose={onClose}>
      <ReasonForm
        lead={<p>{t(`inbox.after.${verdict}`)}</p>}
        withNote
        send={(reason, key, note) => decideHit(hit.hit, verdict, reason, key, note)}
        onClose={onClose}
        onDone={onDone}
      />
    </Dialog>
  );
}
