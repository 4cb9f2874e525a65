// SPDX-License-Identifier: Apache-2.0
// A register is chosen by a button or dropped here, and sent part after part; one that is here already is gone on with.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Faults } from '../../shared/Boundary';
import { useSettings } from '../../shared/settings';
import { sizeOf } from '../../shared/size';
import { discard, readImports, upload } from './file';

const ACCEPTED = '.csv,.tsv,.txt,.jsonl,.ndjson,.json,.xlsx';

export function Size({ bytes }: { bytes: number }) {
  const { language } = useSettings();
  return sizeOf(bytes, language);
}

export function ChooseFile({ onReady }: { onReady: (id: string) => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const id = useId();
  const own = useQuery({ queryKey: ['imports'], queryFn: readImports });
  const [over, setOver] = useState(false);
  const [sent, setSent] = useState({ done: 0, of: 0 });
  const stop = useRef<AbortController>(null);
  const sending = useMutation({
    mutationFn: async (file: File) => {
      stop.current = new AbortController();
      setSent({ done: 0, of: file.size });
      const limits = await readImports();
      return upload(file, limits.part_bytes_max, (done) => setSent({ done, of: file.size }), stop.current.signal);
    },
    onSuccess: (one) => {
      void client.invalidateQueries({ queryKey: ['imports'] });
      if (one) onReady(one.import);
    },
  });
  const removing = useMutation({
    mutationFn: discard,
    onSettled: () => client.invalidateQueries({ queryKey: ['imports'] }),
  });
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file && !sending.isPending) sending.mutate(file);
  };
  const waiting = own.data?.imports.filter((one) => one.state !== 'uploading') ?? [];
  return (
    <section aria-labelledby={`${id}h`}>
      <h2 id={`${id}h`}>{t('imports.choose')}</h2>
      <div
        className={over ? 'drop over' : 'drop'}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer.files);
        }}
      >
        <label htmlFor={id}>{t('imports.file')}</label>
        <p className="hint" id={`${id}n`}>
          {t('imports.fileHint')} {own.data && <Limit bytes={own.data.file_bytes_max} />}
        </p>
        <input
          id={id}
          type="file"
          accept={ACCEPTED}
          aria-describedby={`${id}n`}
          onChange={(event) => {
            take(event.target.files);
            event.target.value = '';
          }}
        />
      </div>
      {sending.isPending && (
        <div className="row" role="status">
          <progress max={sent.of} value={sent.done} aria-label={t('imports.sending')} />
          <span>{t('imports.sending')}</span>
          <button type="button" onClick={() => stop.current?.abort()}>
            {t('imports.stop')}
          </button>
        </div>
      )}
      <Faults error={sending.error ?? own.error ?? removing.error} focus={sending.isError} />
      {waiting.length > 0 && (
        <>
          <h3>{t('imports.here')}</h3>
          <ul className="uploads">
            {waiting.map((one) => (
              <li key={one.import}>
                <bdi className="mono">{one.name}</bdi> <Size bytes={one.bytes} />
                <span className="quiet"> {t(`imports.states.${one.state}`)}</span>
                <div className="row">
                  <button type="button" onClick={() => onReady(one.import)}>
                    {t('imports.goOn')}
                    <span className="hidden"> {one.name}</span>
                  </button>
                  <button type="button" className="plain" onClick={() => removing.mutate(one.import)}>
                    {t('imports.discard')}
                    <span className="hidden"> {one.name}</span>
                  </button>
                </div>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Limit({ bytes }: { bytes: number }) {
  const { t } = useTranslation();
  return (
    <>
      {t('imports.limit')} <Size bytes={bytes} />
    </>
  );
}
