// SPDX-License-Identifier: Apache-2.0
// A case: what was done with the weapons, by whom and when, and what an officer would do next.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newKey } from '../../api/client';
import { Faults } from '../../shared/Boundary';
import { Attached } from '../files/Attached';
import { useMay, useSession } from '../login/session';
import { hitsOf } from '../trace/verdicts';
import { CasesPage } from './CasesPage';
import { CaseHits, Exhibits, Facts, NextSteps, Weapons } from './CaseParts';
import { type CaseFile, nextOf, openFile, readCase } from './file';
import { Protocol } from './Protocol';
import './cases.css';

/** What is attached to the weapons that an owner found in the case. */
const attachedOf = (file: CaseFile, owner: string) =>
  file.records.filter((one) => one.owner === owner).flatMap((one) => one.attached);

function Shown({ file, reload }: { file: CaseFile; reload: () => void }) {
  const { t } = useTranslation();
  const { session } = useSession();
  const [error, setError] = useState<unknown>(null);
  const [key] = useState(newKey);
  const may = useMay();
  const records = file.records.map((one) => one.record);
  const hits = useQuery({
    queryKey: ['case-hits', ...records],
    queryFn: async () => (await Promise.all(records.map(hitsOf))).flat(),
    enabled: may('read_hits') && records.length > 0,
  });
  const reference = file.files[0]?.reference ?? file.case;
  const open = async () => {
    try {
      await openFile(reference, key);
      reload();
    } catch (caught) {
      setError(caught);
    }
  };
  const found = hits.data ?? [];
  return (
    <div className="case">
      <h1 tabIndex={-1}>
        {t('inbox.case')} <bdi>{reference}</bdi>
      </h1>
      <Faults error={error} focus />
      <div className="story">
        <div className="caseNext">
          <NextSteps
            file={file}
            next={nextOf(file, found, session?.authority ?? '')}
            onOpen={may('record_item') ? () => void open() : undefined}
          />
        </div>
        <div className="caseMain">
          {file.files.map((one) => (
            <div key={one.owner}>
              <Facts file={one} />
              <Protocol file={one} may={may('record_item') && one.owner === session?.authority} onChange={reload} />
              <Attached
                id={`documents-${one.owner}`}
                files={[...one.attached, ...attachedOf(file, one.owner)]}
                thing={may('record_item') && one.owner === session?.authority ? { case: one.case } : undefined}
                onChange={reload}
              />
            </div>
          ))}
          <Weapons file={file} />
        </div>
        <div className="caseMore">
          <Exhibits file={file} />
          {may('read_hits') && <CaseHits hits={found} />}
        </div>
      </div>
    </div>
  );
}

/** "/cases" fits the address of a case too, with nothing behind it. */
export function CasePage() {
  const { _splat: id } = useParams({ from: '/cases/$' });
  return id ? <OneCase id={id} /> : <CasesPage />;
}

function OneCase({ id }: { id: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data, error } = useQuery({ queryKey: ['case', id], queryFn: () => readCase(id) });
  const reload = () => void client.invalidateQueries({ queryKey: ['case', id] });
  if (data) return <Shown file={data} reload={reload} />;
  return (
    <>
      <h1 tabIndex={-1}>
        {t('inbox.case')} <bdi>{id}</bdi>
      </h1>
      {error ? <Faults error={error} /> : <p role="status">{t('shell.loading')}</p>}
    </>
  );
}
