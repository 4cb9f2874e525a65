// SPDX-License-Identifier: Apache-2.0
// What was typed into the box of the head: one thing that bears it is opened; otherwise where it was looked, what was
// not found, and which weapons could bear it as their number.
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { TraceAnswer } from '../../api/client';
import { Faults } from '../../shared/Boundary';
import { useMay } from '../login/session';
import { Ask, NoHit, Searched } from '../trace/Answer';
import { Candidates } from '../trace/Candidates';
import { keepMark } from '../trace/draft';
import type { Verdict } from '../trace/verdicts';
import { isIdentifier, linkTo, readFound, type Thing, traceText } from './find';
import './find.css';

const UNDECIDED: ReadonlyMap<string, Verdict> = new Map();

function Looked({ looked, found, answer }: { looked: string[]; found: number; answer?: TraceAnswer }) {
  const { t } = useTranslation();
  const rows = looked.map((place) => ({ place, text: t(found > 0 ? 'find.seeBelow' : 'find.nothing') }));
  if (answer)
    rows.push({ place: 'marks', text: t(answer.candidates.length > 0 ? 'find.seeBelow' : 'find.nothing') });
  return (
    <dl className="looked">
      {rows.map(({ place, text }) => (
        <div key={place}>
          <dt>{t(`find.places.${place}`)}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Several records bear one number: registers do not ask each other. */
function Several({ things }: { things: Thing[] }) {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="several">
      <h2 id="several">{t('find.several', { count: things.length })}</h2>
      <ul className="several">
        {things.map((one) => (
          <li key={one.id}>
            <Link {...linkTo(one)}>
              <bdi className="mono">{one.owner}</bdi> <bdi className="mono">{one.source_id ?? one.id}</bdi>
            </Link>
            <code dir="ltr" className="quiet long">
              {one.id}
            </code>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Traced({ text, answer }: { text: string; answer: TraceAnswer }) {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="marked">
      <h2 id="marked">{t('find.marked')}</h2>
      <p>
        {t('find.markedLead')}{' '}
        <Link to="/" onClick={() => keepMark(text)}>
          {t('find.inHand')}
        </Link>
      </p>
      {answer.candidates.length === 0 && <NoHit answer={answer} />}
      <Candidates answer={answer} decided={UNDECIDED} canDecide={false} onVerdict={() => {}} />
      <Searched answer={answer} />
      <Ask answer={answer} />
    </section>
  );
}

export function FindPage() {
  const { t } = useTranslation();
  const { text } = useSearch({ from: '/find' });
  const navigate = useNavigate();
  const may = useMay();
  const found = useQuery({
    queryKey: ['find', text],
    queryFn: () => readFound(text),
    enabled: text !== '' && may('read_record'),
  });
  const things = found.data?.found ?? [];
  const only = things.length === 1 ? things[0] : undefined;
  const traced = useQuery({
    queryKey: ['find-marks', text],
    queryFn: () => traceText(text),
    enabled: found.data !== undefined && things.length === 0 && may('trace') && !isIdentifier(text),
  });
  // Whoever audits reads no records, and goes to who saw them.
  const audits = !may('read_record') && may('read_accesses');
  useEffect(() => {
    if (only) void navigate({ ...linkTo(only), replace: true });
    if (audits) void navigate({ to: '/access', search: isIdentifier(text) ? { record: text } : {}, replace: true });
  }, [only, audits, text, navigate]);
  const waits = found.isLoading || traced.isLoading || only !== undefined;
  return (
    <>
      <h1 tabIndex={-1}>
        {t('find.title')} <bdi className="mono long">{text}</bdi>
      </h1>
      <Faults error={found.error ?? traced.error} />
      <p role="status">
        {waits ? t('shell.loading') : found.data && things.length === 0 && !traced.data?.candidates.length
          ? t('find.none')
          : ''}
      </p>
      {!waits && found.data && <Looked looked={found.data.looked} found={things.length} answer={traced.data} />}
      {things.length > 1 && <Several things={things} />}
      {!only && traced.data && <Traced text={text} answer={traced.data} />}
    </>
  );
}
