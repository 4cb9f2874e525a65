// SPDX-License-Identifier: Apache-2.0
// The weapon in hand goes on record from the same page, with what was typed for the search.
import { type Dispatch, lazy, type SetStateAction, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { command, type Hit } from '../../api/client';
import { Faults } from '../../shared/Boundary';
import { PickField, TextField } from '../../shared/Field';
import { Form } from '../../shared/Form';
import type { Picked } from '../files/files';
import { withWords } from '../../i18n/i18n';
import { type Draft, emptyFinding, recoveryOf } from './draft';
import { hitsOf } from './verdicts';

export interface Registered {
  record: string;
  reference: string;
  hits: Hit[];
}

interface Props {
  draft: Draft;
  reference: string; // of the case in which the officer asks
  readsHits: boolean;
  done: Registered | null;
  onDone: (registered: Registered) => void;
}

const Photographs = lazy(async () => ({ default: (await withWords(import('../files/Photographs'))).Photographs }));

const KINDS = ['recovered', 'seized', 'found', 'surrendered', 'captured'] as const;

interface DoneProps {
  done: Registered;
  picks: Picked[];
  onPicks: Dispatch<SetStateAction<Picked[]>>;
}

function Done({ done, picks, onPicks }: DoneProps) {
  const { t } = useTranslation();
  return (
    <section className="registered" aria-labelledby="registered">
      <h2 id="registered">{t('register.done')}</h2>
      <p>
        <code dir="ltr" className="long">
          {done.record}
        </code>{' '}
        · <bdi>{done.reference}</bdi>
      </p>
      <p role="status">{t('register.hits', { count: done.hits.length })}</p>
      {done.hits.length > 0 && (
        <ul>
          {done.hits.map((hit) => (
            <li key={hit.hit}>
              {t(`names.life_events.${hit.looked_for.kind}`, { defaultValue: hit.looked_for.kind })}{' '}
              <bdi className="mono">{hit.looked_for.owner}</bdi>{' '}
              <time className="iso">{hit.looked_for.date.from}</time>{' '}
              <bdi className="mono">{hit.looked_for.marks.map((mark) => mark.text).join(' · ')}</bdi>
            </li>
          ))}
        </ul>
      )}
      {picks.length > 0 && (
        <Suspense>
          <Photographs picks={picks} onPicks={onPicks} thing={{ record: done.record }} atOnce />
        </Suspense>
      )}
    </section>
  );
}

export function Register({ draft, reference, readsHits, done, onDone }: Props) {
  const { t } = useTranslation();
  const [finding, setFinding] = useState(() => emptyFinding(reference));
  const [error, setError] = useState<unknown>(null);
  const [tried, setTried] = useState(false);
  const [opened, setOpened] = useState(false);
  const [picks, setPicks] = useState<Picked[]>([]);
  if (done) return <Done done={done} picks={picks} onPicks={setPicks} />;
  const put = (name: keyof typeof finding) => (value: string) => setFinding((now) => ({ ...now, [name]: value }));
  const safe = draft.safe && draft.safeBy.trim() !== '';
  const send = async () => {
    setTried(true);
    if (!finding.reference.trim() || !finding.date.trim() || !safe || picks.some((one) => one.fault)) return;
    try {
      const carried = await command('record_recovery', recoveryOf(draft, finding), finding.key);
      const record = carried.record ?? '';
      const hits = readsHits && record ? await hitsOf(record) : [];
      onDone({ record, reference: finding.reference, hits });
    } catch (caught) {
      setError(caught);
    }
  };
  const missing = (value: string) => (tried && !value.trim() ? t('why.missing') : undefined);
  return (
    <details className="register" onToggle={() => setOpened(true)}>
      <summary>{t('register.title')}</summary>
      <Form onSend={send}>
        <p>{t('register.lead')}</p>
        <Faults error={error} focus />
        {tried && !safe && <p className="fault">{t('trace.safeMissing')}</p>}
        <div className="grid">
          <TextField
            label={t('register.case')}
            value={finding.reference}
            onValue={put('reference')}
            fault={missing(finding.reference)}
          />
          <PickField
            label={t('register.kind')}
            value={finding.kind}
            onValue={put('kind')}
            options={KINDS.map((code) => ({ code, name: t(`names.life_events.${code}`) }))}
          />
          <TextField
            label={t('register.date')}
            hint={t('register.dateHint')}
            value={finding.date}
            onValue={put('date')}
            fault={missing(finding.date)}
            dir="ltr"
          />
          <TextField
            label={t('register.place')}
            hint={t('register.sealed')}
            value={finding.place}
            onValue={put('place')}
          />
          <TextField
            label={t('register.notes')}
            hint={t('register.sealed')}
            value={finding.notes}
            onValue={put('notes')}
          />
        </div>
        {opened && (
          <Suspense>
            <Photographs picks={picks} onPicks={setPicks} />
          </Suspense>
        )}
        <button type="submit" className="main">
          {t('register.send')}
        </button>
      </Form>
    </details>
  );
}
