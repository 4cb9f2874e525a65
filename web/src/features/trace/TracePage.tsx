// SPDX-License-Identifier: Apache-2.0
// Trace a weapon: marks as seen go in; candidates come out with what speaks for and against each.
import { useMutation } from '@tanstack/react-query';
import { useDeferredValue, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Candidate, type TraceAnswer, why as whyHeaders } from '../../api/client';
import { wantWords } from '../../i18n/i18n';
import { Faults } from '../../shared/Boundary';
import { useMay } from '../login/session';
import { useWhy } from '../purpose/why';
import { Ask, NoHit, Searched, Understood } from './Answer';
import { Candidates } from './Candidates';
import { type Draft, questionOf, useDraft } from './draft';
import { QuestionForm } from './QuestionForm';
import { Register, type Registered } from './Register';
import { VerdictDialog } from './VerdictDialog';
import type { Verdict } from './verdicts';

const BANDS = new Set(['strong', 'possible', 'weak']);

async function trace(draft: Draft): Promise<TraceAnswer> {
  const answer = await answerOf(
    api.POST('/v1/trace', { params: { header: whyHeaders() }, body: questionOf(draft) ?? {} }),
  );
  // Nothing is shown below the lowest band, whatever a later service may answer.
  return { ...answer, candidates: answer.candidates.filter((one) => BANDS.has(one.band)) };
}

function Results({ answer, draft }: { answer: TraceAnswer; draft: Draft }) {
  const { why } = useWhy();
  const [asked, setAsked] = useState<{ candidate: Candidate; verdict: Verdict } | null>(null);
  const [decided, setDecided] = useState<ReadonlyMap<string, Verdict>>(new Map());
  const [registered, setRegistered] = useState<Registered | null>(null);
  const may = useMay();
  // Candidates are painted first; what stands below them comes with the next frame.
  const whole = useDeferredValue(true, false);
  return (
    <>
      {answer.candidates.length === 0 && <NoHit answer={answer} />}
      <Understood answer={answer} />
      <Candidates
        answer={answer}
        decided={decided}
        canDecide={may('decide_hit') && may('decide_link')}
        onVerdict={(candidate, verdict) => setAsked({ candidate, verdict })}
      />
      {whole && <Searched answer={answer} />}
      {whole && <Ask answer={answer} />}
      {whole && may('record_item') && (
        <Register
          draft={draft}
          reference={why?.case ?? ''}
          readsHits={may('read_hits')}
          done={registered}
          onDone={setRegistered}
        />
      )}
      {asked && (
        <VerdictDialog
          {...asked}
          record={registered?.record ?? null}
          hits={registered?.hits ?? []}
          onClose={() => setAsked(null)}
          onDone={() => {
            setDecided((now) => new Map(now).set(asked.candidate.weapon, asked.verdict));
            setAsked(null);
          }}
        />
      )}
    </>
  );
}

export function TracePage() {
  const { t } = useTranslation();
  const { draft, change, clear } = useDraft();
  const search = useMutation({ mutationFn: trace });
  const heading = useRef<HTMLHeadingElement>(null);
  const answer = search.data;
  // Without them the sentences of an answer are the service's English ones.
  useEffect(() => void wantWords('said').catch(() => {}), []);
  useEffect(() => {
    if (answer) heading.current?.focus({ preventScroll: false });
  }, [answer]);
  const strong = answer?.candidates.filter((one) => one.band === 'strong').length ?? 0;
  return (
    <div className="trace">
      <h1 tabIndex={-1}>{t('pages.trace')}</h1>
      <QuestionForm
        draft={draft}
        busy={search.isPending}
        onChange={change}
        onSearch={() => search.mutate(draft)}
        onClear={() => {
          clear();
          search.reset();
        }}
      />
      <Faults error={search.error} focus />
      <section className="results" aria-labelledby="results" hidden={!answer}>
        <h2 id="results" tabIndex={-1} ref={heading}>
          {t('trace.results')}
        </h2>
        <p role="status" className="lead">
          {answer &&
            (answer.candidates.length > 0
              ? `${t('trace.count', { count: answer.candidates.length })} ${t('trace.strong', { count: strong })}`
              : t('trace.noHit'))}
        </p>
        {answer && <Results key={search.submittedAt} answer={answer} draft={draft} />}
      </section>
    </div>
  );
}
