// SPDX-License-Identifier: Apache-2.0
// Photographs that are about to go on record: picked, dropped or taken, with what each shows; how far each is; and a
// second try for those that did not arrive.
import { type Dispatch, type SetStateAction, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newKey } from '../../api/client';
import { Faults } from '../../shared/Boundary';
import { PickField } from '../../shared/Field';
import { sizeOf } from '../../shared/size';
import { useNames } from '../../shared/vocabulary';
import { type Change, FILE_BYTES_MAX, pick, type Picked, sendAll, type Thing } from './files';
import './files.css';

interface Props {
  picks: Picked[];
  onPicks: Dispatch<SetStateAction<Picked[]>>;
  thing?: Thing; // where they go; nothing while it is not on record itself
  atOnce?: boolean; // they are sent as soon as it is there
  onSent?: () => void;
}

function Preview({ file }: { file: File }) {
  const [address, setAddress] = useState('');
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return address ? <img src={address} alt="" className="preview" /> : null;
}

function Choosing({ onFiles }: { onFiles: (files: Iterable<File>) => void }) {
  const { t, i18n } = useTranslation();
  const some = useRef<HTMLInputElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = (input: HTMLInputElement) => {
    onFiles([...(input.files ?? [])]);
    input.value = ''; // the same one can be picked again after it was left out
  };
  return (
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
        onFiles([...event.dataTransfer.files]);
      }}
    >
      <div className="row">
        <button type="button" onClick={() => some.current?.click()}>
          {t('files.choose')}
        </button>
        <button type="button" onClick={() => camera.current?.click()}>
          {t('files.camera')}
        </button>
        <span className="quiet">{t('files.drop')}</span>
      </div>
      <p className="hint">{t('files.lead', { most: sizeOf(FILE_BYTES_MAX, i18n.language) })}</p>
      <input
        type="file"
        multiple
        hidden
        accept="image/jpeg,image/png"
        ref={some}
        data-files="choose"
        onChange={(event) => take(event.target)}
      />
      <input
        type="file"
        hidden
        accept="image/jpeg,image/png"
        capture="environment"
        ref={camera}
        onChange={(event) => take(event.target)}
      />
    </div>
  );
}

function State({ picked }: { picked: Picked }) {
  const { t, i18n } = useTranslation();
  const percent = Math.round(picked.share * 100);
  if (picked.fault)
    return (
      <p className="fault">
        <span aria-hidden="true">▲ </span>
        {t(`files.faults.${picked.fault}`, {
          size: sizeOf(picked.file.size, i18n.language),
          most: sizeOf(FILE_BYTES_MAX, i18n.language),
        })}
      </p>
    );
  return (
    <p role="status">
      <span aria-hidden="true">{picked.state === 'sent' ? '✓ ' : picked.state === 'failed' ? '▲ ' : ''}</span>
      {t(`files.states.${picked.state}`, { percent })}
      {picked.state === 'sending' && (
        <progress max={100} value={percent} aria-label={t('files.states.sending', { percent })} />
      )}
    </p>
  );
}

function One({ picked, change, remove }: { picked: Picked; change: Change; remove: () => void }) {
  const { t, i18n } = useTranslation();
  const subjects = useNames('file_subjects');
  // Another order under the same key would be refused.
  const say = (part: Partial<Picked>) => change(picked.id, { ...part, key: newKey() });
  const open = picked.state === 'waiting' || picked.state === 'failed';
  return (
    <li className="picked">
      {!picked.fault && <Preview file={picked.file} />}
      <div>
        <p className="long">
          <bdi>{picked.file.name}</bdi>{' '}
          <span className="quiet">{sizeOf(picked.file.size, i18n.language)}</span>
        </p>
        {open && !picked.fault && (
          <div className="grid">
            <PickField
              label={t('files.shows')}
              value={picked.shows}
              onValue={(shows) => say({ shows })}
              options={subjects}
            />
            <PickField
              label={t('files.scale')}
              value={picked.scale}
              onValue={(scale) => say({ scale: scale as Picked['scale'] })}
              empty={t('files.notSaid')}
              options={(['yes', 'no'] as const).map((code) => ({ code, name: t(`files.scales.${code}`) }))}
            />
          </div>
        )}
        <State picked={picked} />
        <Faults error={picked.state === 'failed' ? picked.error : null} />
        {open && (
          <button type="button" className="plain" onClick={remove}>
            {t('files.remove')} <span className="hidden">{picked.file.name}</span>
          </button>
        )}
      </div>
    </li>
  );
}

export function Photographs({ picks, onPicks, thing, atOnce = false, onSent }: Props) {
  const { t } = useTranslation();
  const begun = useRef(false);
  const change: Change = (id, part) =>
    onPicks((now) => now.map((one) => (one.id === id ? { ...one, ...part } : one)));
  const add = async (files: Iterable<File>) => {
    const fresh = await Promise.all([...files].map(pick));
    onPicks((now) => [...now, ...fresh]);
  };
  const send = async () => {
    if (thing && (await sendAll(thing, picks, change))) onSent?.();
  };
  useEffect(() => {
    if (!atOnce || !thing || begun.current) return;
    begun.current = true;
    void send();
  });
  const waits = picks.some((one) => !one.fault && (one.state === 'waiting' || one.state === 'failed'));
  const failed = picks.some((one) => one.state === 'failed');
  return (
    <fieldset className="photographs">
      <legend>{t('files.title')}</legend>
      {!atOnce && <Choosing onFiles={(files) => void add(files)} />}
      <ul className="pickedList">
        {picks.map((one) => (
          <One
            key={one.id}
            picked={one}
            change={change}
            remove={() => onPicks((now) => now.filter((other) => other.id !== one.id))}
          />
        ))}
      </ul>
      {thing && waits && (failed || !atOnce) && (
        <button type="button" className="main" onClick={() => void send()}>
          {t(failed ? 'files.again' : 'files.attach')}
        </button>
      )}
    </fieldset>
  );
}
