// SPDX-License-Identifier: Apache-2.0
// What is attached to a record or a case: what each file shows, who attached it when, its digest; its picture when
// somebody asks to see it, for that is written down.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Faults } from '../../shared/Boundary';
import { Instant } from '../../shared/Day';
import { Dialog } from '../../shared/Dialog';
import { sizeOf } from '../../shared/size';
import { type AttachedFile, digestOf, type Picked, readFile, type Thing } from './files';
import { Photographs } from './Photographs';
import './files.css';

const ENDINGS: Record<string, string> = { 'image/jpeg': 'jpg', 'image/png': 'png' };

function useAddress(bytes: Blob | undefined) {
  const [address, setAddress] = useState('');
  useEffect(() => {
    if (!bytes) return;
    const made = URL.createObjectURL(bytes);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes]);
  return address;
}

function useSubject() {
  const { t } = useTranslation();
  return (code: string) => t(`names.file_subjects.${code}`, { defaultValue: code });
}

/** The picture as it was sent, with its digest reckoned anew from the bytes that came. */
function Viewer({ file, onClose }: { file: AttachedFile; onClose: () => void }) {
  const { t } = useTranslation();
  const subject = useSubject();
  const { data, error } = useQuery({
    queryKey: ['file', file.file],
    queryFn: async () => {
      const bytes = await readFile(file.file);
      return { bytes, digest: await digestOf(bytes) };
    },
    gcTime: 0, // not kept once it is closed
  });
  const address = useAddress(data?.bytes);
  const name = `${file.file}.${ENDINGS[file.media_type] ?? 'bin'}`;
  return (
    <Dialog title={subject(file.shows)} onClose={onClose}>
      <div className="viewer">
        <Faults error={error} />
        {!data && !error && <p role="status">{t('shell.loading')}</p>}
        {address && <img src={address} alt={subject(file.shows)} />}
        {data && (
          <p className={data.digest === file.digest ? 'quiet long' : 'fault'}>
            {t(data.digest === file.digest ? 'files.same' : 'files.differs')} <code dir="ltr">{data.digest}</code>
          </p>
        )}
        <div className="row">
          {address && (
            <a href={address} download={name}>
              {t('files.download')}
            </a>
          )}
          <button type="button" onClick={onClose}>
            {t('dossier.close')}
          </button>
        </div>
      </div>
    </Dialog>
  );
}

function Line({ file, onShow }: { file: AttachedFile; onShow: () => void }) {
  const { t, i18n } = useTranslation();
  const subject = useSubject();
  return (
    <li className={`attached ${file.content}`}>
      <p>
        <strong>{subject(file.shows)}</strong>
        {file.scale !== null && ` · ${t(file.scale ? 'files.withScale' : 'files.withoutScale')}`}
        {file.file_name && (
          <>
            {' · '}
            <bdi className="long">{file.file_name}</bdi>
          </>
        )}
      </p>
      {file.note && (
        <p>
          <q>{file.note}</q>
        </p>
      )}
      {file.content !== 'open' && (
        <p className="gone">
          <span aria-hidden="true">{file.content === 'erased' ? '✕ ' : '◌ '}</span>
          {t(`files.contents.${file.content}`)}
          {file.erasures[0] && (
            <>
              {' '}
              <time className="iso">{file.erasures[0].on}</time>
            </>
          )}
        </p>
      )}
      <p className="quiet">
        <bdi className="mono">{ENDINGS[file.media_type]?.toUpperCase()}</bdi>{' '}
        <bdi dir="ltr">
          {file.width} × {file.height}
        </bdi>{' '}
        · {sizeOf(file.bytes, i18n.language)} · {t('files.attachedBy')}{' '}
        <bdi className="mono long">{file.attached_by}</bdi>, <Instant at={file.recorded_at} />
        {file.date && (
          <>
            {' · '}
            {t('files.taken')} <time className="iso">{file.date}</time>
          </>
        )}
      </p>
      <p className="quiet long">
        SHA-256 <code dir="ltr">{file.digest}</code>
      </p>
      {file.content === 'open' && (
        <button type="button" onClick={onShow}>
          {t('files.show')} <span className="hidden">{subject(file.shows)}</span>
        </button>
      )}
    </li>
  );
}

function Attaching({ thing, onChange }: { thing: Thing; onChange: () => void }) {
  const { t } = useTranslation();
  const [picks, setPicks] = useState<Picked[]>([]);
  return (
    <details className="attaching">
      <summary>{t('files.attachSome')}</summary>
      <Photographs picks={picks} onPicks={setPicks} thing={thing} onSent={onChange} />
    </details>
  );
}

interface Props {
  id: string; // of the heading
  files: AttachedFile[];
  thing?: Thing; // where more can be attached by this person
  onChange?: () => void;
}

export function Attached({ id, files, thing, onChange }: Props) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<AttachedFile | null>(null);
  return (
    <section aria-labelledby={id} className="documents">
      <h2 id={id}>{t('files.documents')}</h2>
      {files.length === 0 && <p>{t('files.none')}</p>}
      <ul className="attachedList">
        {files.map((one) => (
          <Line key={one.file} file={one} onShow={() => setShown(one)} />
        ))}
      </ul>
      {thing && <Attaching thing={thing} onChange={() => onChange?.()} />}
      {shown && <Viewer file={shown} onClose={() => setShown(null)} />}
    </section>
  );
}
