// SPDX-License-Identifier: Apache-2.0
// The dossier of one weapon: what it is, what became of it, where it left lawful hands, and on what all that rests.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Faults } from '../../shared/Boundary';
import { Day } from '../../shared/Day';
import { Sentence } from '../../shared/Sentence';
import { Attached } from '../files/Attached';
import { useSession } from '../login/session';
import { AccessSection } from './AccessSection';
import { CustodySection } from './Custody';
import { type Dossier, nameOf, readRecord, readWeapon, type Status } from './dossier';
import { Entries } from './Entry';
import { LinksSection } from './Links';
import { Marks } from './Marks';
import { PrintMark, useDigest } from './PrintMark';
import './dossier.css';

function Statuses({ statuses }: { statuses: Status[] }) {
  const { t } = useTranslation();
  return (
    <ul className="statuses">
      {statuses.map((one) => (
        <li key={one.owner} className={one.owner === '*' ? 'together' : undefined}>
          {one.owner === '*' && `${t('dossier.together')}: `}
          <strong>{t(`names.life_events.${one.status}`, { defaultValue: one.status })}</strong>{' '}
          {one.owner !== '*' && <bdi className="mono">{one.owner}</bdi>}{' '}
          {one.as_of && <Day date={{ from: one.as_of, to: one.as_of }} />}
          {one.why && (
            <>
              {' '}
              <Sentence said={one.said} english={one.why} className="quiet" />
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

function Head({ dossier, digest }: { dossier: Dossier; digest: string }) {
  const { t } = useTranslation();
  const { name, calibre } = nameOf(dossier.records);
  const cases = [...new Set(dossier.records.map((one) => one.case).filter((one) => one != null))];
  const { session } = useSession();
  // What each other authority says of passing its records on.
  const foreign = dossier.records.filter((one) => one.owner !== session?.authority);
  const onward = [...new Map(foreign.map((one) => [`${one.owner} ${one.handling.onward}`, one])).values()];
  return (
    <header className="dossierHead">
      <h1 tabIndex={-1}>
        <bdi>{name || t('dossier.unnamed')}</bdi>
      </h1>
      <p className="numbers">
        {dossier.numbers.map((one) => (
          <bdi className="mono" key={one.record + one.pattern}>
            {one.text}
          </bdi>
        ))}
        {calibre && <bdi className="quiet">{calibre}</bdi>}
      </p>
      <Statuses statuses={dossier.custody.status} />
      {onward.map(({ owner, handling }) => (
        <p className="handling" key={`${owner} ${handling.onward}`}>
          <bdi className="mono">{owner}</bdi>:{' '}
          {t(`names.onward_rules.${handling.onward}`, { defaultValue: handling.onward })}
        </p>
      ))}
      <div className="row">
        {cases.map((one) => (
          <Link key={one} to="/cases/$" params={{ _splat: one }}>
            {t('inbox.case')} <bdi>{one}</bdi>
          </Link>
        ))}
        <button type="button" onClick={() => print()}>
          {t('dossier.print')}
        </button>
      </div>
      <p className="quiet long">
        {t('dossier.digest')}: <code dir="ltr">{digest}</code>
      </p>
    </header>
  );
}

function Shown({ dossier, record }: { dossier: Dossier; record?: string }) {
  const { session } = useSession();
  const digest = useDigest(dossier.records);
  const own = dossier.records.find((one) => one.owner === session?.authority);
  const asked = record ?? own?.record ?? dossier.records[0]?.record ?? '';
  const records = [asked, ...dossier.records.map((one) => one.record).filter((one) => one !== asked)];
  const client = useQueryClient();
  return (
    <Entries>
      <article className="dossier">
        <Head dossier={dossier} digest={digest} />
        <CustodySection custody={dossier.custody} records={records} />
        <Marks dossier={dossier} />
        <Attached
          id="documents"
          files={dossier.records.flatMap((one) => one.attached)}
          thing={own && session?.permissions.includes('record_item') ? { record: own.record } : undefined}
          onChange={() => void client.invalidateQueries({ queryKey: ['dossier'] })}
        />
        {session?.permissions.includes('read_hits') && <LinksSection record={asked} />}
        <AccessSection records={dossier.records} />
        <PrintMark digest={digest} />
      </article>
    </Entries>
  );
}

function Page({ id, read }: { id: string; read: () => Promise<{ dossier: Dossier; record?: string }> }) {
  const { t } = useTranslation();
  const { data, error } = useQuery({ queryKey: ['dossier', id], queryFn: read });
  if (data) return <Shown {...data} />;
  return (
    <>
      <h1 tabIndex={-1}>{t('dossier.title')}</h1>
      {error ? <Faults error={error} /> : <p role="status">{t('shell.loading')}</p>}
    </>
  );
}

export function WeaponPage() {
  const { id } = useParams({ from: '/weapons/$id' });
  return <Page id={id} read={async () => ({ dossier: await readWeapon(id) })} />;
}

/** By one record: the dossier of its weapon, seen from this record. */
export function ItemPage() {
  const { id } = useParams({ from: '/items/$id' });
  const read = async () => {
    const { weapon, record } = await readRecord(id);
    return { dossier: await readWeapon(weapon), record };
  };
  return <Page id={id} read={read} />;
}
