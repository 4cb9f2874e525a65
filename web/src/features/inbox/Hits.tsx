// SPDX-License-Identifier: Apache-2.0
// The hits that this person may see, a page at a time. j and k move, space shows why, o opens the dossier.
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Hit } from '../../api/client';
import { Faults } from '../../shared/Boundary';
import { PickField } from '../../shared/Field';
import { useKeys } from '../../shared/keys';
import { useSession } from '../login/session';
import type { Verdict } from '../trace/verdicts';
import { isMine, readHits, type State, STATE_AFTER, STATES } from './hit';
import { HitCard } from './HitCard';
import { HitVerdict } from './HitVerdict';

/** What is at hand on the page: the current one, those that are open, what was decided just now. */
function useList(hits: Hit[]) {
  const [at, setAt] = useState(-1);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [decided, setDecided] = useState<ReadonlyMap<string, State>>(new Map());
  const [asked, setAsked] = useState<{ hit: Hit; verdict: Verdict } | null>(null);
  return {
    at,
    setAt,
    current: hits[at],
    open,
    toggle: (id: string) =>
      setOpen((now) => {
        const next = new Set(now);
        if (!next.delete(id)) next.add(id);
        return next;
      }),
    decided,
    decide: (id: string, state: State) => setDecided((now) => new Map(now).set(id, state)),
    asked,
    setAsked,
  };
}

export function Cards({ hits }: { hits: Hit[] }) {
  const { t } = useTranslation();
  const { session } = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const list = useList(hits);
  const { at, current, asked } = list;
  const may = (hit: Hit) =>
    (session?.permissions.includes('decide_hit') ?? false) && isMine(hit, session?.authority ?? '');
  const ask = (hit: Hit | undefined, verdict: Verdict) => hit && may(hit) && list.setAsked({ hit, verdict });
  useKeys({
    j: () => list.setAt(Math.min(at + 1, hits.length - 1)),
    k: () => list.setAt(Math.max(at - 1, 0)),
    o: () => current && void navigate({ to: '/items/$id', params: { id: current.in_hand.record } }),
    y: () => ask(current, 'same'),
    n: () => ask(current, 'different'),
    h: () => ask(current, 'unsure'),
  });
  return (
    <>
      <p role="status" className="hidden">
        {list.decided.size > 0 && t('inbox.decidedNow')}
      </p>
      <ol className="candidates">
        {hits.map((hit, i) => (
          <li key={hit.hit}>
            <HitCard
              hit={hit}
              state={list.decided.get(hit.hit) ?? hit.state}
              current={i === at}
              open={list.open.has(hit.hit)}
              canDecide={may(hit)}
              onCurrent={() => list.setAt(i)}
              onOpen={() => list.toggle(hit.hit)}
              onVerdict={(verdict) => ask(hit, verdict)}
            />
          </li>
        ))}
      </ol>
      {asked && (
        <HitVerdict
          {...asked}
          onClose={() => list.setAsked(null)}
          onDone={() => {
            list.decide(asked.hit.hit, STATE_AFTER[asked.verdict]);
            list.setAsked(null);
            void client.invalidateQueries({ queryKey: ['hit', asked.hit.hit] });
          }}
        />
      )}
    </>
  );
}

export function Hits() {
  const { t } = useTranslation();
  const [state, setState] = useState<State | ''>('candidate');
  const pages = useInfiniteQuery({
    queryKey: ['hits', state],
    queryFn: ({ pageParam }) => readHits(state, pageParam),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const hits = pages.data?.pages.flatMap((page) => page.hits) ?? [];
  return (
    <>
      <div className="short">
        <PickField
          label={t('inbox.show')}
          value={state}
          onValue={(value) => setState(value as State | '')}
          options={STATES.map((code) => ({ code, name: t(`inbox.states.${code}`) }))}
          empty={t('inbox.all')}
        />
      </div>
      <Faults error={pages.error} />
      {pages.isLoading && <p role="status">{t('shell.loading')}</p>}
      {pages.data && hits.length === 0 && <p className="nohit">{t('inbox.noHits')}</p>}
      {hits.length > 0 && <Cards key={state} hits={hits} />}
      {pages.hasNextPage && (
        <button type="button" onClick={() => void pages.fetchNextPage()}>
          {t('inbox.more')}
        </button>
      )}
    </>
  );
}
