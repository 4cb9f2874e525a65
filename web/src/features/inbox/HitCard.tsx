// SPDX-License-Identifier: Apache-2.0
// One hit: what is in hand beside what is looked for, and behind them why, and what was decided.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Hit } from '../../api/client';
import { Faults } from '../../shared/Boundary';
import { Day, Instant } from '../../shared/Day';
import { chanceOf } from '../trace/chance';
import { Evidence } from '../trace/Evidence';
import type { Verdict } from '../trace/verdicts';
import { readHit, type Side, type State } from './hit';

function SideOf({ side, title }: { side: Side; title: string }) {
  const { t } = useTranslation();
  return (
    <div className="side">
      <h4>{title}</h4>
      <p>
        {side.marks.map((mark) => (
          <bdi className="mono number" key={mark.kind + mark.text}>
            {mark.text}
          </bdi>
        ))}
      </p>
      <p>
        <strong>{t(`names.life_events.${side.kind}`, { defaultValue: side.kind })}</strong> <Day date={side.date} />
        {' · '}
        <bdi className="mono">{side.owner}</bdi>
        {!side.stands && <span className="quiet"> · {t('inbox.takenBack')}</span>}
      </p>
      <p className="links">
        <Link to="/items/$id" params={{ id: side.record }}>
          {t('inbox.dossier')}
        </Link>
        {side.case && (
          <Link to="/cases/$" params={{ _splat: side.case }}>
            {t('inbox.case')} <bdi>{side.case}</bdi>
          </Link>
        )}
      </p>
    </div>
  );
}

function Why({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data, error } = useQuery({ queryKey: ['hit', id], queryFn: () => readHit(id) });
  if (error) return <Faults error={error} />;
  if (!data) return <p role="status">{t('shell.loading')}</p>;
  const decisions = data.decisions ?? [];
  return (
    <div className="whyHit">
      <Evidence evidence={data.evidence ?? []} />
      <h4>{t('inbox.decisions')}</h4>
      {decisions.length === 0 && <p>{t('inbox.undecided')}</p>}
      <ol className="decisions">
        {decisions.map((one) => (
          <li key={one.seq}>
            <strong>{t(`names.decisions.${one.kind}`, { defaultValue: one.kind })}</strong> <Instant at={one.at} />{' '}
            <code dir="ltr" className="long quiet">
              {one.by}
            </code>
            {one.reason && <q>{one.reason}</q>}
          </li>
        ))}
      </ol>
    </div>
  );
}

const ICON: Record<State, string> = {
  candidate: '◇',
  compared: '◈',
  confirmed: '✓',
  rejected: '✕',
  inconclusive: '?',
  withdrawn: '–',
};

interface Props {
  hit: Hit;
  state: State;
  current: boolean;
  open: boolean;
  canDecide: boolean;
  onCurrent: () => void;
  onOpen: () => void;
  onVerdict: (verdict: Verdict) => void;
}

export function HitCard({ hit, state, current, open, canDecide, onCurrent, onOpen, onVerdict }: Props) {
  const { t, i18n } = useTranslation();
  const card = useRef<HTMLElement>(null);
  const heading = useId();
  useEffect(() => {
    if (current && !card.current?.contains(document.activeElement)) card.current?.focus();
  }, [current]);
  return (
    <article
      className="candidate hit"
      ref={card}
      tabIndex={-1}
      aria-labelledby={heading}
      onFocus={onCurrent}
      onKeyDown={(event) => {
        if (event.key !== ' ' || event.target !== card.current) return;
        event.preventDefault();
        onOpen();
      }}
    >
      <header>
        <h3 id={heading}>
          <span className={`state ${state}`}>
            <span aria-hidden="true">{ICON[state]} </span>
            {t(`inbox.states.${state}`)}
          </span>{' '}
          <bdi className="mono">{hit.in_hand.marks.map((mark) => mark.text).join(' · ')}</bdi>
        </h3>
        <p className="chance">{t('trace.chance', { chance: chanceOf(hit.probability, i18n.language) })}</p>
      </header>
      <div className="sides">
        <SideOf side={hit.in_hand as unknown as Side} title={t('inbox.inHand')} />
        <SideOf side={hit.looked_for as unknown as Side} title={t('inbox.lookedFor')} />
      </div>
      {open && <Why id={hit.hit} />}
      <div className="row">
        <button type="button" aria-expanded={open} onClick={onOpen}>
          {t('inbox.why')} <kbd>{t('inbox.space')}</kbd>
        </button>
        {canDecide &&
          (['same', 'different', 'unsure'] as const).map((one) => (
            <button key={one} type="button" onClick={() => onVerdict(one)}>
              {t(`verdicts.${one}`)} <kbd>{{ same: 'y', different: 'n', unsure: 'h' }[one]}</kbd>
            </button>
          ))}
      </div>
    </article>
  );
}
