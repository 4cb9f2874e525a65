// SPDX-License-Identifier: Apache-2.0
// Lays what was read beside what is on record, character by character, so that a person sees what the program compared.
// It decides nothing: how likely the two are one number is the service's answer.
//
//   align('A1?45', 'A12345')  ->  A/A same, 1/1 same, ?/2 unread, 4/3 ... as few differences as there can be

export type Relation = 'same' | 'unread' | 'differs' | 'only_read' | 'only_record';

export interface Cell {
  read: string; // one character, "[58]", "?" or "*"; empty where the record alone has one here
  record: string;
  relation: Relation;
}

/** What a number says without blanks and separators; `?`, `*` and `[58]` stand for what nobody could read for sure. */
export function tokensOf(text: string): string[] {
  return text.toUpperCase().match(/\[[^\]]+\]|[\p{L}\p{N}?*]/gu) ?? [];
}

function fits(token: string, character: string): Relation {
  if (token === character) return 'same';
  if (token === '?') return 'unread';
  return token.startsWith('[') && token.includes(character) ? 'unread' : 'differs';
}

const COST: Record<Relation, number> = { same: 0, unread: 0.1, differs: 1, only_read: 1.01, only_record: 1.01 };

interface Step {
  cost: number;
  cell: Cell | null;
  back: [number, number];
}

/** The ways to arrive at one place of the table of prefixes. */
function steps(table: Step[][], read: string[], record: string[], i: number, j: number): Step[] {
  const out: Step[] = [];
  const add = (at: [number, number], cell: Cell | null, cost: number) =>
    out.push({ cost: (table[at[0]]?.[at[1]]?.cost ?? Infinity) + cost, cell, back: at });
  const token = read[i - 1];
  const character = record[j - 1];
  if (token === '*') {
    add([i - 1, j], null, 0);
    if (character) add([i, j - 1], { read: '*', record: character, relation: 'unread' }, 0.05);
    return out;
  }
  if (token && character) {
    const relation = fits(token, character);
    add([i - 1, j - 1], { read: token, record: character, relation }, COST[relation]);
  }
  if (token) add([i - 1, j], { read: token, record: '', relation: 'only_read' }, COST.only_read);
  if (character) add([i, j - 1], { read: '', record: character, relation: 'only_record' }, COST.only_record);
  return out;
}

export function align(readText: string, recordText: string): Cell[] {
  const read = tokensOf(readText);
  const record = tokensOf(recordText);
  const table: Step[][] = [];
  for (let i = 0; i <= read.length; i++) {
    table.push([]);
    for (let j = 0; j <= record.length; j++) {
      const start: Step = { cost: 0, cell: null, back: [0, 0] };
      const found = i + j === 0 ? start : steps(table, read, record, i, j).sort((a, b) => a.cost - b.cost)[0];
      table[i]!.push(found ?? start);
    }
  }
  const cells: Cell[] = [];
  for (let at: [number, number] = [read.length, record.length]; at[0] + at[1] > 0; ) {
    const step = table[at[0]]![at[1]]!;
    if (step.cell) cells.unshift(step.cell);
    at = step.back;
  }
  return cells;
}

/** How many characters there are of each relation. */
export function countOf(cells: Cell[]): Record<Relation, number> {
  const out: Record<Relation, number> = { same: 0, unread: 0, differs: 0, only_read: 0, only_record: 0 };
  for (const cell of cells) out[cell.relation]++;
  return out;
}
