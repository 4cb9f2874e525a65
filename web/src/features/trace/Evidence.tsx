// SPDX-License-Identifier: Apache-2.0
// Why a record is a candidate: one row for each thing compared, the number character by character. What speaks for and
// against is said in words and signs; colour only repeats it.
import { useTranslation } from 'react-i18next';
import type { Candidate, TraceAnswer } from '../../api/client';
import { Sentence } from '../../shared/Sentence';
import { align, type Cell, countOf } from './align';

export type Clue = Candidate['evidence'][number];
const SIGN: Record<Cell['relation'], string> = {
  same: '=',
  unread: '?',
  differs: '≠',
  only_read: '+',
  only_record: '−',
};

/** "strongly for", from the weight in bits. */
function strengthOf(weight: number): { word: string; signs: string } {
  const size = Math.abs(weight);
  const steps = size < 0.05 ? 0 : size < 2 ? 1 : size < 6 ? 2 : 3;
  if (steps === 0) return { word: 'none', signs: '·' };
  const side = weight > 0 ? 'for' : 'against';
  return { word: `${side}${steps}`, signs: (weight > 0 ? '+' : '−').repeat(steps) };
}

/** The mark of the question that a clue speaks of, with its unread characters: a clue names only what was read. */
function patternOf(answer: TraceAnswer | undefined, text: string): string {
  const serials = answer?.read.marks.flatMap((mark) => mark.serials);
  const found = serials?.find((one) => one.text === text || one.pattern === text);
  return found?.pattern ?? text;
}

function Characters({ cells }: { cells: Cell[] }) {
  const { t } = useTranslation();
  const counts = countOf(cells);
  const told = (['same', 'unread', 'differs', 'only_read', 'only_record'] as const)
    .filter((relation) => counts[relation] > 0)
    .map((relation) => t(`evidence.${relation}`, { count: counts[relation] }))
    .join(' · ');
  return (
    <div className="characters">
      <div className="scroll" dir="ltr" aria-hidden="true">
        <table>
          <tbody>
            <tr>
              {cells.map((cell, i) => (
                <td key={i} className={cell.relation}>
                  {cell.read || '\u00a0'}
                </td>
              ))}
            </tr>
            <tr className="signs">
              {cells.map((cell, i) => (
                <td key={i} className={cell.relation}>
                  {SIGN[cell.relation]}
                </td>
              ))}
            </tr>
            <tr>
              {cells.map((cell, i) => (
                <td key={i} className={cell.relation}>
                  {cell.record || '\u00a0'}
                </td>
              ))}
            </tr>
          </tbody>
        </table>
      </div>
      <p>{told}</p>
    </div>
  );
}

function Row({ clue, answer }: { clue: Clue; answer?: TraceAnswer }) {
  const { t } = useTranslation();
  const strength = strengthOf(clue.weight);
  const isNumber = clue.field === 'serial' && clue.query && clue.record;
  return (
    <tr className={clue.weight < 0 ? 'contra' : undefined}>
      <th scope="row">{t(`evidence.fields.${clue.field}`, { defaultValue: clue.field })}</th>
      <td>
        <span className="hidden">{t('evidence.read')}: </span>
        <bdi className="mono">{clue.query || '—'}</bdi>
      </td>
      <td>
        <span className="hidden">{t('evidence.onRecord')}: </span>
        <bdi className="mono">{clue.record || '—'}</bdi>
      </td>
      <td className="because">
        {isNumber && <Characters cells={align(patternOf(answer, clue.query), clue.record)} />}
        <span className="relation">{t(`evidence.relations.${clue.relation}`)}</span>
        <Sentence said={clue.said} english={clue.why} className="sentence" />
      </td>
      <td className="strength">
        <span aria-hidden="true" dir="ltr">
          {strength.signs}
        </span>{' '}
        {t(`evidence.strength.${strength.word}`)}
      </td>
    </tr>
  );
}

export function Evidence({ evidence, answer }: { evidence: Clue[]; answer?: TraceAnswer }) {
  const { t } = useTranslation();
  return (
    <table className="evidence">
      <caption className="hidden">{t('evidence.title')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('evidence.what')}</th>
          <th scope="col">{t('evidence.read')}</th>
          <th scope="col">{t('evidence.onRecord')}</th>
          <th scope="col">{t('evidence.why')}</th>
          <th scope="col">{t('evidence.weighs')}</th>
        </tr>
      </thead>
      <tbody>
        {evidence.map((clue, i) => (
          <Row key={i} clue={clue} answer={answer} />
        ))}
      </tbody>
    </table>
  );
}
