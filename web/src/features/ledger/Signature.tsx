// SPDX-License-Identifier: Apache-2.0
// The signature of a checkpoint, and the key that made it: beside the key that a person knows from elsewhere.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../../shared/Field';
import { Form } from '../../shared/Form';
import type { Proof } from './inclusion';
import { checkSignature, keepKey, type Key, knownKey, readKey, type Signed } from './signature';

export interface Seal {
  key: Key | null;
  signed: Signed | 'none';
  known: Key | null; // that a person kept for this log
}

/** Whether anything of it speaks against the proof. */
export const isSuspect = (seal: Seal) =>
  seal.signed === 'bad' || (seal.known !== null && seal.key !== null && !isSame(seal.known, seal.key));

const isSame = (one: Key, other: Key) => one.bytes.every((byte, i) => byte === other.bytes[i]);

export async function sealOf(proof: Proof): Promise<Seal> {
  const key = await readKey(proof.key ?? '');
  if (!key) return { key, signed: 'none', known: null };
  return { key, signed: await checkSignature(proof.checkpoint, key), known: await readKey(knownKey(key.name)) };
}

export const useSeal = (proof: Proof) =>
  useQuery({ queryKey: ['seal', proof.checkpoint, proof.key], queryFn: () => sealOf(proof), staleTime: 0 });

function KnownKey({ of, onKeep }: { of: Key; onKeep: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState(false);
  const keep = async () => {
    const key = await readKey(text);
    setWrong(key === null || key.name !== of.name);
    if (!key || key.name !== of.name) return;
    keepKey(key, text);
    setText('');
    onKeep();
  };
  return (
    <Form className="narrow" onSend={keep}>
      <TextField
        label={t('ledger.known')}
        hint={t('ledger.knownHint')}
        value={text}
        onValue={setText}
        fault={wrong ? t('ledger.badKey') : undefined}
        dir="ltr"
        className="mono"
      />
      <button type="submit">{t('ledger.keep')}</button>
    </Form>
  );
}

const SIGN = { good: '✓', bad: '✕', unknown: '?', none: '?' };

export function Signature({ proof }: { proof: Proof }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data: seal } = useSeal(proof);
  if (!seal) return null;
  const { key, known, signed } = seal;
  return (
    <div className="seal">
      <h3>{t('ledger.signature')}</h3>
      <p>
        <strong>
          <span aria-hidden="true">{SIGN[signed]} </span>
          {t(`ledger.signatures.${signed}`)}
        </strong>
      </p>
      {key && (
        <>
          <dl className="facts">
            <div>
              <dt>{t('ledger.keyId')}</dt>
              <dd>
                <code dir="ltr">{key.id}</code>
              </dd>
            </div>
            <div>
              <dt>{t('ledger.key')}</dt>
              <dd>
                <code dir="ltr">{proof.key}</code>
              </dd>
            </div>
          </dl>
          {known ? (
            <p>
              <strong>
                <span aria-hidden="true">{isSame(known, key) ? '✓ ' : '✕ '}</span>
                {t(isSame(known, key) ? 'ledger.same' : 'ledger.other')}
              </strong>
            </p>
          ) : (
            <p>{t('ledger.keyFrom')}</p>
          )}
          <KnownKey of={key} onKeep={() => void client.invalidateQueries({ queryKey: ['seal'] })} />
        </>
      )}
    </div>
  );
}
