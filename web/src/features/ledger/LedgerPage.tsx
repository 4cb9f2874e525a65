// SPDX-License-Identifier: Apache-2.0
// Whether an entry stands in the log: the service gives the proof, this browser works it out.
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client';
import { Faults } from '../../shared/Boundary';
import { TextField } from '../../shared/Field';
import { Form } from '../../shared/Form';
import { useSession } from '../login/session';
import { isSuspect, Signature, useSeal } from './Signature';
import { check, leafOf, type Outcome, type Proof } from './inclusion';

interface Asked {
  authority: string;
  seq: string;
  bytes: string;
}

interface Found {
  proof: Proof;
  outcome: Outcome;
  leaf: string | null; // of the bytes that were given, where they were
}

async function prove({ authority, seq, bytes }: Asked): Promise<Found> {
  const path = { authority: authority.trim(), seq: Number(seq) };
  const proof = await answerOf(api.GET('/v1/ledger/{authority}/proofs/{seq}', { params: { path } }));
  const leaf = bytes ? await leafOf(new TextEncoder().encode(bytes)) : null;
  return { proof, outcome: await check(proof), leaf };
}

function Answer({ found }: { found: Found }) {
  const { t } = useTranslation();
  const { proof, outcome, leaf } = found;
  const bytesFit = leaf === null || leaf === proof.leaf;
  const { data: seal } = useSeal(proof);
  const holds = outcome.holds && bytesFit && !(seal && isSuspect(seal));
  const rows = [
    ['leaf', proof.leaf],
    ['root', outcome.root],
    ['signed', outcome.signed.root],
  ] as const;
  return (
    <section className={holds ? 'registered' : 'faults'} role="status">
      <h2>
        <span aria-hidden="true">{holds ? '✓ ' : '✕ '}</span>
        {t(holds ? 'ledger.holds' : 'ledger.holdsNot')}
      </h2>
      <p>
        {!bytesFit
          ? t('ledger.otherBytes')
          : t(outcome.holds ? 'ledger.proved' : 'ledger.notProved', { seq: proof.seq, size: proof.size })}
      </p>
      <p>{t('ledger.onlyRoot')}</p>
      <dl className="facts">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{t(`ledger.${name}`)}</dt>
            <dd>
              <code dir="ltr">{value || '—'}</code>
            </dd>
          </div>
        ))}
      </dl>
      <Signature proof={proof} />
    </section>
  );
}

export function LedgerPage() {
  const { t } = useTranslation();
  const { session } = useSession();
  const [asked, setAsked] = useState<Asked>({ authority: session?.authority ?? '', seq: '', bytes: '' });
  const [tried, setTried] = useState(false);
  const proving = useMutation({ mutationFn: prove });
  const put = (name: keyof Asked) => (value: string) => setAsked((now) => ({ ...now, [name]: value }));
  const isNumber = /^\d+$/.test(asked.seq.trim());
  return (
    <>
      <h1 tabIndex={-1}>{t('pages.ledger')}</h1>
      <p className="lead">{t('ledger.lead')}</p>
      <Form
        className="narrow form"
        onSend={() => {
          setTried(true);
          if (isNumber && asked.authority.trim()) proving.mutate(asked);
        }}
      >
        <TextField
          label={t('account.authority')}
          value={asked.authority}
          onValue={put('authority')}
          fault={tried && !asked.authority.trim() ? t('why.missing') : undefined}
          dir="ltr"
        />
        <TextField
          label={t('dossier.facts.seq')}
          value={asked.seq}
          onValue={put('seq')}
          fault={tried && !isNumber ? t('ledger.seqMissing') : undefined}
          inputMode="numeric"
          dir="ltr"
          data-search=""
        />
        <TextField
          label={t('ledger.bytes')}
          hint={t('ledger.bytesHint')}
          value={asked.bytes}
          onValue={put('bytes')}
          dir="ltr"
          className="mono"
        />
        <button type="submit" className="main">
          {t('ledger.check')}
        </button>
      </Form>
      <Faults error={proving.error} focus />
      {proving.data && <Answer found={proving.data} />}
    </>
  );
}
