// SPDX-License-Identifier: Apache-2.0
// What a person decides of a candidate; without a registered weapon in hand there is nothing to decide of.
import { useTranslation } from 'react-i18next';
import type { Candidate, Hit } from '../../api/client';
import { Dialog } from '../../shared/Dialog';
import { ReasonForm } from './ReasonForm';
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
  const hit = hitWith(hits, candidate);
  if (!canBeSaid(verdict, hit)) return <Sentence text={t('verdicts.noHit')} onClose={onClose} />;
  const lead = (
    <>
      <p>
        <bdi className="mono">{candidate.source_id}</bdi> <bdi>{candidate.owner}</bdi>
      </p>
      <p>{t(hit ? 'verdicts.aboutHit' : 'verdicts.aboutLink')}</p>
    </>
  );
  return (
    <ReasonForm
      lead={lead}
      send={(reason, key) => decide({ verdict, reason, record, candidate, hit, key })}
      onClose={onClose}
      onDone={onDone}
    />
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
