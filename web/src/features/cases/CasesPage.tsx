// SPDX-License-Identifier: Apache-2.0
// The cases that this person may see, newest first; or one by its reference, also one that is recorded nowhere but on
// the weapons that were found in it.
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Faults } from '../../shared/Boundary';
import { Day, Instant } from '../../shared/Day';
import { TextField } from '../../shared/Field';
import { Form } from '../../shared/Form';
import { useWhy } from '../purpose/why';
import { type CaseList, readCases } from './file';
import './cases.css';

function ByReference() {
  const { t } = useTranslation();
  const { why } = useWhy();
  const navigate = useNavigate();
  const [reference, setReference] = useState(why?.case ?? '');
  const [tried, setTried] = useState(false);
  return (
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
  );
}

function Line({ one }: { one: CaseList['cases'][number] }) {
  const { t } = useTranslation();
  return (
    <li>
      <h3>
        <Link to="/cases/$" params={{ _splat: one.case }}>
          <bdi>{one.reference}</bdi>
        </Link>{' '}
        <bdi className="mono quiet">{one.owner}</bdi>
      </h3>
      <p>
        {one.offence && (
          <>
            <bdi>{one.offence}</bdi> ·{' '}
          </>
        )}
        {one.terrorism && <strong>{t('cases.terrorism')} · </strong>}
        {(one.date.from || one.date.to) && (
          <>
            <Day date={one.date} /> ·{' '}
          </>
        )}
        {t('cases.weaponCount', { count: one.records })} · {t('cases.stepsOpen', { count: one.steps_open })} ·{' '}
        {t('cases.fileCount', { count: one.files })}
      </p>
      <p className="quiet">
        {t('dossier.facts.recordedAt')} <Instant at={one.recorded_at} />
      </p>
    </li>
  );
}

function List() {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [text, setText] = useState('');
  const { data, error, fetchNextPage, hasNextPage, isFetching } = useInfiniteQuery({
    queryKey: ['cases', text],
    queryFn: ({ pageParam }) => readCases(text, pageParam),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });
  const cases = data?.pages.flatMap((page) => page.cases) ?? [];
  return (
    <section aria-labelledby="caseList">
      <h2 id="caseList">{t('cases.list')}</h2>
      <Form className="row caseSearch" onSend={() => setText(typed.trim())}>
        <TextField label={t('cases.find')} value={typed} onValue={setTyped} />
        <button type="submit">{t('cases.look')}</button>
      </Form>
      <Faults error={error} />
      <p role="status">
        {isFetching ? t('shell.loading') : cases.length === 0 && !error ? t('cases.noneFound') : ''}
      </p>
      <ul className="cards">
        {cases.map((one) => (
          <Line key={one.case} one={one} />
        ))}
      </ul>
      {hasNextPage && (
        <button type="button" onClick={() => void fetchNextPage()}>
          {t('inbox.more')}
        </button>
      )}
    </section>
  );
}

export function CasesPage() {
  const { t } = useTranslation();
  return (
    <div className="casesPage">
      <h1 tabIndex={-1}>{t('pages.cases')}</h1>
      <p className="lead">{t('cases.lead')}</p>
      <ByReference />
      <List />
    </div>
  );
}
