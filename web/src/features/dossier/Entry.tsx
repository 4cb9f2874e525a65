// SPDX-License-Identifier: Apache-2.0
// The entry of a log that a value stands on: who wrote it when, under which number and digest, and its proof.
import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Faults } from '../../shared/Boundary';
import { Day, Instant } from '../../shared/Day';
import { Dialog } from '../../shared/Dialog';
import { check } from '../ledger/inclusion';
import { isSuspect, sealOf } from '../ledger/Signature';
import { type Entry, readProof, readRecord, type RecordOf } from './dossier';

interface Asked {
  record: string;
  event: string;
}
const Opener = createContext<(asked: Asked) => void>(() => {});

/** Whatever stands inside can open the entry that it rests on. */
export function Entries({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  return (
    <Opener value={setAsked}>
      {children}
      {asked && <EntryDialog {...asked} onClose={() => setAsked(null)} />}
    </Opener>
  );
}

/** A button that opens an entry; `about` says of what, for whoever hears it. */
export function EntryButton({ record, event, about }: Asked & { about: string }) {
  const { t } = useTranslation();
  const open = useContext(Opener);
  return (
    <button type="button" className="plain entryButton" onClick={() => open({ record, event })}>
      {t('dossier.entry')}
      <span className="hidden">: {about}</span>
    </button>
  );
}

/** Whoever sees an entry can have it proved, and this browser works the proof out. */
function Proof({ entry, record }: { entry: Entry; record: string }) {
  const { t } = useTranslation();
  const { data, error } = useQuery({
    queryKey: ['proof', record, entry.seq],
    queryFn: async () => {
      const proof = await readProof(record, entry.seq);
      return { proof, outcome: await check(proof), seal: await sealOf(proof) };
    },
  });
  if (error) return <Faults error={error} />;
  if (!data) return <p role="status">{t('shell.loading')}</p>;
  const { proof, outcome, seal } = data;
  const holds = outcome.holds && proof.leaf === entry.leaf && !isSuspect(seal);
  return (
    <>
      <p>
        {t('dossier.proofSize', { size: proof.size, steps: proof.path.length })}{' '}
        {t(proof.leaf === entry.leaf ? 'dossier.leafSame' : 'dossier.leafDiffers')}
      </p>
      <p className={holds ? 'holds' : 'fault'}>
        <span aria-hidden="true">{holds ? '✓ ' : '✕ '}</span>
        {t(holds ? 'dossier.proofHolds' : 'dossier.proofHoldsNot')}
      </p>
      <p>
        {t('ledger.signature')}: {t(`ledger.signatures.${seal.signed}`)}
        <br />
        {t('ledger.keyId')}: <code dir="ltr">{seal.key?.id ?? '—'}</code>
      </p>
    </>
  );
}

function Facts({ entry, record }: { entry: Entry; record: RecordOf }) {
  const { t } = useTranslation();
  const rows: [string, ReactNode][] = [
    ['kind', t(`names.life_events.${entry.kind}`, { defaultValue: entry.kind })],
    ['day', <Day date={entry.date} />],
    ['owner', <bdi className="mono">{entry.owner}</bdi>],
    ['recordedAt', <Instant at={entry.recorded_at} />],
    ['seq', <bdi className="mono">{entry.seq}</bdi>],
    ['leaf', <code dir="ltr">{entry.leaf}</code>],
    ['event', <code dir="ltr">{entry.id}</code>],
  ];
  if (entry.grade) rows.push(['grade', <bdi className="mono">{entry.grade}</bdi>]);
  if (record.source_id)
    rows.push([
      'source',
      <>
        <bdi className="mono">{record.source_id}</bdi> · <bdi>{record.source}</bdi>
      </>,
    ]);
  if (record.file)
    rows.push([
      'file',
      <>
        <code dir="ltr">{record.file}</code> {t('dossier.line', { line: record.line })}
      </>,
    ]);
  if (entry.withheld.length > 0) rows.push(['withheld', <WithheldList names={entry.withheld} />]);
  if (entry.erased.length > 0) rows.push(['erased', <WithheldList names={entry.erased} />]);
  return (
    <dl className="facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{t(`dossier.facts.${name}`)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function WithheldList({ names }: { names: string[] }) {
  const { t } = useTranslation();
  return <>{names.map((name) => t(`names.sealed.${name}`, { defaultValue: name })).join(' · ')}</>;
}

function Row({ record }: { record: RecordOf }) {
  const { t } = useTranslation();
  const row = Object.entries(record.row ?? {});
  if (row.length === 0) return null;
  return (
    <details>
      <summary>{t('dossier.row')}</summary>
      <dl className="facts" dir="ltr">
        {row.map(([name, value]) => (
          <div key={name}>
            <dt>
              <bdi>{name}</bdi>
            </dt>
            <dd>
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function Body({ record, event }: Asked) {
  const { t } = useTranslation();
  const { data, error } = useQuery({ queryKey: ['record', record], queryFn: () => readRecord(record) });
  if (error) return <Faults error={error} />;
  if (!data) return <p role="status">{t('shell.loading')}</p>;
  const entry = data.events.find((one) => one.id === event);
  if (!entry) return <p>{t('dossier.noEntry')}</p>;
  return (
    <>
      <Facts entry={entry} record={data} />
      <Row record={data} />
      <h3>{t('dossier.proof')}</h3>
      <Proof entry={entry} record={record} />
    </>
  );
}

function EntryDialog({ onClose, ...asked }: Asked & { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog title={t('dossier.entryTitle')} onClose={onClose}>
      <Body {...asked} />
      <button type="button" className="main" onClick={onClose} autoFocus>
        {t('dossier.close')}
      </button>
    </Dialog>
  );
}
