// SPDX-License-Identifier: Apache-2.0
// The candidates, best first. One is the current one: j and k move, o opens, y, n and h decide.
import { Link } from '@tanstack/react-router';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Candidate, TraceAnswer } from '../../api/client';
import { useKeys } from '../../shared/keys';
import { Evidence } from './Evidence';
import { chanceOf } from './chance';
import type { Verdict } from './verdicts';

interface Props {
  answer: TraceAnswer;
  decided: ReadonlyMap<string, Verdict>; // by weapon
  canDecide: boolean;
  onVerdict: (candidate: Candidate, verdict: Verdict) => void;
}

interface StatusProps {
  status: string;
  owner: string;
  as_of: string | null;
  probability?: number; // of being this weapon, where nobody has confirmed it
}

function Status({ status, owner, as_of, probability }: StatusProps) {
  const { t, i18n } = useTranslation();
  return (
    <li>
      <strong>{t(`names.life_events.${status}`, { defaultValue: status })}</strong>{' '}
      <bdi className="mono">{owner}</bdi>{' '}
      {as_of && (
        <time className="iso" dateTime={as_of}>
          {as_of}
        </time>
      )}
      {probability !== undefined && (
        <span className="quiet"> {t('trace.ifSame', { chance: chanceOf(probability, i18n.language) })}</span>
      )}
    </li>
  );
}

/** What each register says of it, also one whose record is very probably of this weapon: it may hold the theft. */
function Statuses({ candidate }: { candidate: Candidate }) {
  return (
    <ul className="statuses">
      {candidate.status
        .filter((one) => one.owner !== '*')
        .map((one) => (
          <Status key={one.owner} {...one} />
        ))}
      {candidate.proposed_same.map((one) => (
        <Status key={one.record} {...one} />
      ))}
    </ul>
  );
}

/** The registers' own records of the weapon, and those that probably are it too. */
function Records({ candidate }: { candidate: Candidate }) {
  const { t, i18n } = useTranslation();
  return (
    <div className="records">
      <h4>{t('trace.records')}</h4>
      <ul>
        {candidate.records.map((one) => (
          <li key={one.record}>
            <Link to="/items/$id" params={{ id: one.record }}>
              <bdi className="mono">{one.source_id || one.record}</bdi>
            </Link>{' '}
            · <bdi>{one.owner}</bdi> · {t(`names.life_events.${one.status}`, { defaultValue: one.status })}
            <br />
            <code dir="ltr" className="quiet long">
              {one.record}
            </code>
          </li>
        ))}
      </ul>
      {candidate.proposed_same.length > 0 && (
        <>
          <h4>{t('trace.proposed')}</h4>
          <ul>
            {candidate.proposed_same.map((one) => (
              <li key={one.record}>
                <bdi className="mono">{one.source_id}</bdi> · {chanceOf(one.probability, i18n.language)}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

interface CardProps extends Omit<Props, 'decided'> {
  candidate: Candidate;
  rank: number;
  current: boolean;
  open: boolean;
  verdict?: Verdict;
  onOpen: () => void;
  onCurrent: () => void;
}

function Card({
  candidate,
  answer,
  rank,
  current,
  open,
  verdict,
  canDecide,
  onOpen,
  onCurrent,
  onVerdict,
}: CardProps) {
  const { t, i18n } = useTranslation();
  const card = useRef<HTMLElement>(null);
  const heading = useId();
  useEffect(() => {
    // A button of the card keeps the keyboard: moved between press and release, its click would be lost.
    if (current && !card.current?.contains(document.activeElement)) card.current?.focus();
  }, [current]);
  return (
    <article className="candidate" ref={card} tabIndex={-1} aria-labelledby={heading} onFocus={onCurrent}>
      <header>
        <h3 id={heading}>
          <span className="rank">{rank}.</span>{' '}
          <span className={`band ${candidate.band}`}>{t(`trace.bands.${candidate.band}`)}</span>{' '}
          <bdi className="mono">{candidate.source_id}</bdi> <bdi className="quiet">{candidate.owner}</bdi>
        </h3>
        <p className="chance">{t('trace.chance', { chance: chanceOf(candidate.probability, i18n.language) })}</p>
      </header>
      <Statuses candidate={candidate} />
      {candidate.alert && <p className="alert">{t('trace.alert')}</p>}
      <Evidence evidence={candidate.evidence} answer={answer} />
      {open && <Records candidate={candidate} />}
      <div className="row">
        <button type="button" aria-expanded={open} onClick={onOpen}>
          {t('trace.open')} <kbd>o</kbd>
        </button>
        {canDecide &&
          (['same', 'different', 'unsure'] as const).map((one) => (
            <button key={one} type="button" onClick={() => onVerdict(candidate, one)}>
              {t(`verdicts.${one}`)} <kbd>{{ same: 'y', different: 'n', unsure: 'h' }[one]}</kbd>
            </button>
          ))}
        <p role="status" className="decided">
          {verdict ? t(`verdicts.done.${verdict}`) : ''}
        </p>
      </div>
    </article>
  );
}

export function Candidates({ answer, decided, canDecide, onVerdict }: Props) {
  const [at, setAt] = useState(-1);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const { candidates } = answer;
  const current = candidates[at];
  const toggle = (weapon: string) =>
    setOpen((now) => {
      const next = new Set(now);
      if (!next.delete(weapon)) next.add(weapon);
      return next;
    });
  const decide = (verdict: Verdict) => {
    if (current && canDecide) onVerdict(current, verdict);
  };
  useKeys({
    j: () => setAt((now) => Math.min(now + 1, candidates.length - 1)),
    k: () => setAt((now) => Math.max(now - 1, 0)),
    o: () => current && toggle(current.weapon),
    y: () => decide('same'),
    n: () => decide('different'),
    h: () => decide('unsure'),
  });
  return (
    <ol className="candidates">
      {candidates.map((one, i) => (
        <li key={one.weapon}>
          <Card
            candidate={one}
            answer={answer}
            rank={i + 1}
            current={i === at}
            open={open.has(one.weapon)}
            verdict={decided.get(one.weapon)}
            canDecide={canDecide}
            onOpen={() => toggle(one.weapon)}
            onCurrent={() => setAt(i)}
            onVerdict={onVerdict}
          />
        </li>
      ))}
    </ol>
  );
}
