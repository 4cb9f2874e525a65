// SPDX-License-Identifier: Apache-2.0
// Every language has the words that English has, and the plural forms that its own grammar asks for.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

type Tree = { [key: string]: string | boolean | Tree };
const folder = new URL('.', import.meta.url).pathname;
const languages = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.slice(0, -5));
const read = (file: string) => JSON.parse(readFileSync(folder + file, 'utf8')) as Tree;

/** What two files have under one name is put together, as the pages do. */
function joined(one: Tree, other: Tree): Tree {
  const out: Tree = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const here = out[key];
    out[key] = typeof here === 'object' && typeof value === 'object' ? joined(here, value) : value;
  }
  return out;
}

const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
const wordsOf = (language: string) =>
  files
    .filter((file) => file.split('/').at(-1) === `${language}.json`)
    .map(read)
    .reduce(joined);

function flat(tree: Tree, at = ''): Map<string, string> {
  const out = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'object') for (const [inner, text] of flat(value, `${at}${key}.`)) out.set(inner, text);
    else if (typeof value === 'string') out.set(at + key, value);
  }
  return out;
}

const FORM = /_(zero|one|two|few|many|other)$/;
// A code may end like a plural form: ask_for_two, theft_told_by_two.
const stem = (key: string) => (/^names\.|_told_by_two$/.test(key) ? key : key.replace(FORM, ''));
const placesOf = (text: string) =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)]
    .map((one) => one[1])
    .filter((one) => one !== 'count')
    .sort();
const english = flat(wordsOf('en'));

test('the six languages of the United Nations are there', () => {
  expect(languages.sort()).toEqual(['ar', 'en', 'es', 'fr', 'ru', 'zh']);
});

test.each(languages)('%s has the same words, and says whether it was reviewed', (language) => {
  const words = flat(wordsOf(language));
  expect([...new Set([...words.keys()].map(stem))].sort()).toEqual(
    [...new Set([...english.keys()].map(stem))].sort(),
  );
  expect([...words].filter(([, text]) => !text.trim())).toEqual([]);
  expect(typeof wordsOf(language).reviewed).toBe('boolean');
});

test.each(languages)('%s has the plural forms of its grammar', (language) => {
  const words = flat(wordsOf(language));
  const wanted = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const counted = [...new Set([...english.keys()].filter((key) => key !== stem(key)).map(stem))];
  for (const key of counted)
    for (const form of wanted) expect(words.has(`${key}_${form}`), `${key}_${form}`).toBe(true);
});

test.each(languages)('%s puts the same values into its sentences', (language) => {
  for (const [key, text] of flat(wordsOf(language))) {
    const other = english.get(key) ?? english.get(`${stem(key)}_other`) ?? '';
    if (key.endsWith('_zero')) continue; // "none" needs no number
    expect(placesOf(text), key).toEqual(placesOf(other));
  }
});

// Codes of data/ that a page shows by their names. Where a State adds one, the service's English name stands for it.
const NAMED = [
  'purposes',
  'legal_bases',
  'mark_positions',
  'mark_kinds',
  'handling_codes',
  'onward_rules',
  'life_events',
  'protocol_steps',
  'roles',
  'erasure_grounds',
];

function codesOf(list: string): string[] {
  const lines = readFileSync(new URL(`../../../data/${list}.csv`, import.meta.url), 'utf8').split('\n');
  const rows = lines.filter((line) => line && !line.startsWith('#'));
  return rows.slice(1).map((row) => row.split(',')[0]!);
}

test.each(languages)('%s has a name for each code of data/', (language) => {
  const words = flat(wordsOf(language));
  for (const list of NAMED) {
    const codes = codesOf(list);
    expect(codes.length).toBeGreaterThan(3);
    expect(
      codes.filter((code) => !words.has(`names.${list}.${code}`)),
      list,
    ).toEqual([]);
  }
});

// The sentences that the service says in parts: Say("code", "form", ...), and the tables of rules and of evidence.
const TABLES = [
  'match/marks/evidence_words.cc',
  'trace/gaps.cc',
  'trace/contradictions.cc',
  'trace/diversion_rules.cc',
];
const literal = (source: string) =>
  [...source.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((one) => one[1]!.replace(/\\(.)/g, '$1')).join('');

function saidBy(file: string): [string, string][] {
  const source = readFileSync(new URL(`../../../src/${file}`, import.meta.url), 'utf8');
  const said = [...source.matchAll(/\b(?:Say|add)\(\s*"(\w+)",\s*((?:"(?:[^"\\]|\\.)*"\s*)+)/g)];
  const rows = TABLES.includes(file)
    ? [...source.matchAll(/^ {4}\{"(\w+)",(?: "\w+",)?(?: -?\d+,)?\s*((?:"(?:[^"\\]|\\.)*"\s*)+)/gm)]
    : [];
  return [...said, ...rows].map((one) => [one[1]!, literal(one[2]!)]);
}

const sources = readdirSync(new URL('../../../src/', import.meta.url), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.cc') && !file.endsWith('_test.cc'))
  .flatMap(saidBy);

test('English has each sentence of the service as the service says it', () => {
  expect(sources.length).toBeGreaterThan(120);
  for (const [code, form] of sources) {
    const here = [english.get(`said.${code}`), english.get(`said.${code}_one`), english.get(`said.${code}_other`)];
    const wanted = form.replace(/\{(\w+)\}/g, '{{$1}}');
    // A count may stand beside another form of the word.
    expect(here.some((text) => text === wanted), `said.${code}: ${wanted}`).toBe(true);
  }
});

test('no sentence is kept that the service does not say', () => {
  const codes = new Set(sources.map(([code]) => code));
  const OWN = /^(join|within|happened|when_\w+|(classes|decoded)\.\S+)$/;
  const kept = [...english.keys()].filter((key) => key.startsWith('said.')).map((key) => stem(key).slice(5));
  expect(kept.filter((key) => !OWN.test(key) && !codes.has(key))).toEqual([]);
});
