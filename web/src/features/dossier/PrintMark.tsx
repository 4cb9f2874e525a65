// SPDX-License-Identifier: Apache-2.0
// What a printed dossier bears: who printed it, when and why, and the digest of the entries that it rests on.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Instant } from '../../shared/Day';
import { QrCode } from '../../shared/QrCode';
import { useSession } from '../login/session';
import { useWhy } from '../purpose/why';
import { digestOf, type RecordOf } from './dossier';

export function useDigest(records: RecordOf[]): string {
  const [digest, setDigest] = useState('');
  useEffect(() => {
    let gone = false;
    void digestOf(records).then((made) => !gone && setDigest(made));
    return () => void (gone = true);
  }, [records]);
  return digest;
}

export function PrintMark({ digest }: { digest: string }) {
  const { t } = useTranslation();
  const { session } = useSession();
  const { why } = useWhy();
  const [now, setNow] = useState(() => new Date().toISOString());
  useEffect(() => {
    const stamp = () => setNow(new Date().toISOString());
    addEventListener('beforeprint', stamp);
    return () => removeEventListener('beforeprint', stamp);
  }, []);
  if (!session || !why || !digest) return null;
  const purpose = t(`names.purposes.${why.purpose}`, { defaultValue: why.purpose });
  return (
    <div className="printed">
      <div className="watermark" aria-hidden="true">
        {[0, 1, 2, 3].map((one) => (
          <span key={one}>
            <bdi>{session.actor}</bdi> · <Instant at={now} /> · {purpose} · <bdi>{why.case}</bdi>
          </span>
        ))}
      </div>
      <div className="stamp">
        <QrCode text={digest} label={t('dossier.digest')} />
        <p>
          {t('dossier.printedBy')} <bdi>{session.actor}</bdi> · <Instant at={now} />
          <br />
          {t('why.purpose')}: {purpose} · {t('why.now')} <bdi>{why.case}</bdi>
          <br />
          {t('dossier.digest')}: <code dir="ltr">{digest}</code>
        </p>
      </div>
    </div>
  );
}
