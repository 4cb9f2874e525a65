// SPDX-License-Identifier: Apache-2.0
// A case: what was done with the weapons, by whom and when, and what an officer would do next.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newKey } from '../../api/client';
import { Faults } from '../../shared/Boundary';
import { TextField } from '../../shared/Field';
import { Form } from '../../shared/Form';
import { useSession } from '../login/session';
import { useWhy } from '../purpose/why';
import { hitsOf } from '../trace/verdicts';
import { CaseHits, Exhibits, Facts, NextSteps, Weapons } from './CaseParts';
import { type CaseFile, nextOf, openFile, readCase } from './file';
import { Protocol } from './Protocol';
import './cases.css';

/** A case is opened by its reference; there is no list of what others work on. */
export function CasesPage() {
  const { t } = useTranslation();
  const { why } = useWhy();
  const navigate = useNavigate();
  const [reference, setReference] = useState(why?.case ?? '');
  const [tried, setTried] = useState(false);
  return (
    <>
      <h1 tabIndex={-1}>{t('pages.cases')}</h1>
      <p className="lead">{t('cases.lead')}</p>
      <Form
        className="narrow form"
        onSend={() => {
          setTried(true);
          if (reference.trim()) void navigate({ to: '/cases/$', params: { _splat: reference.trim() } });
        }}
      >
        <TextField
          label={t('register.case')}
          hint={t('why.caseHint')}
          value={reference}
          onValue={setReference}
          fault={tried && !reference.trim() ? t('why.missing') : undefined}
          data-search=""
        />
        <button type="submit" className="main">
          {t('cases.show')}
        </button>
      </Form>
    </>
  );
}

function Shown({ file, reload }: { file: CaseFile; reload: () => void }) {
  const { t } = useTranslation();
  const { session } = useSession();
  const [error, setError] = useState<unknown>(null);
  const [key] = useState(newKey);
  const may = (permission: string) => session?.permissions.includes(permission) ?? false;
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
