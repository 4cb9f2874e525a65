// SPDX-License-Identifier: Apache-2.0
// A sentence of the service in the words of the language in use: it comes in parts, each a code and its values.
import type { i18n as I18n } from 'i18next';
import type { Schemas } from '../api/client';
import { stateNames } from './states';

export type Said = Schemas['Said'];
type Part = Said[number] & Record<string, unknown>;
interface Happened {
  kind: string;
  owners: string[];
  from: string | null;
  to: string | null;
}

// In a script from right to left a value keeps its own direction.
const ISOLATED = new Set(['ar']);
const NO_PLACES = new Set(['code', 'within', 'parts']);
const FIRST_STRONG = '\u2068';
const END = '\u2069';
const WORD_JOINER = '\u2060';

class Sayer {
  private readonly nameOf: (code: string) => string;
  constructor(private readonly i18n: I18n) {
    this.nameOf = stateNames(i18n.language);
  }

  say(code: string, values: Record<string, unknown> = {}): string {
    return this.i18n.t(`said.${code}`, values);
  }
  apart(text: string): string {
    return ISOLATED.has(this.i18n.language) ? FIRST_STRONG + text + END : text;
  }
  name(list: string, code: string): string {
    return this.i18n.t(`names.${list}.${code}`, { defaultValue: code }).toLocaleLowerCase(this.i18n.language);
  }
  list(texts: string[], type: 'conjunction' | 'disjunction' = 'conjunction'): string {
    return new Intl.ListFormat(this.i18n.language, { type }).format(texts.map((one) => this.apart(one)));
  }

  /** A date that no line breaks. */
  day(text: string): string {
    return this.apart(text.replaceAll('-', `-${WORD_JOINER}`));
  }
  when({ from, to }: Happened): string {
    if (from && to && from !== to) return this.say('when_between', { from: this.day(from), to: this.day(to) });
    if (from) return to ? this.day(from) : this.say('when_after', { from: this.day(from) });
    return to ? this.say('when_before', { to: this.day(to) }) : this.say('when_unknown');
  }
  happened(one: Happened): string {
    return this.say('happened', {
      kind: this.name('life_events', one.kind),
      owners: this.list(one.owners),
      when: this.when(one),
    });
  }

  /** A value as it stands in its place. */
  value(part: Part, name: string, value: unknown): unknown {
    if (name === 'count') return value;
    if (name === 'status') return this.name('life_events', String(value));
    if (name === 'name') return this.name('diversions', String(part.diversion));
    if (name === 'class') return this.i18n.t(`said.classes.${String(value)}`, { defaultValue: String(value) });
    if (name === 'either') return this.list(value as string[], 'disjunction');
    if (part.code.startsWith('left_')) return this.day(String(value));
    if (['whom', 'to', 'in', 'from'].includes(name)) return this.apart(this.nameOf(String(value)));
    if (name === 'states') return this.list((value as string[]).map(this.nameOf));
    if (Array.isArray(value)) return this.list(value as string[]);
    return this.apart(String(value));
  }

  part(part: Part): string | null {
    if (part.code === 'told') return (part.of as Happened[]).map((one) => this.happened(one)).reduce(this.join);
    if (!this.i18n.exists(`said.${part.code}`, { count: Number(part.count ?? 0) })) return null;
    const values = Object.entries(part).filter(([name]) => !NO_PLACES.has(name));
    const places = Object.fromEntries(values.map(([name, value]) => [name, this.value(part, name, value)]));
    if (Array.isArray(part.parts)) places.numbers = this.numbers(part.parts);
    return this.say(part.code, places);
  }
  numbers(parts: { number: string; positions: string[] }[]): string {
    const told = parts.map(({ number, positions }) => {
      const places = positions.map((one) => this.i18n.t(`names.mark_positions.${one}`, { defaultValue: one }));
      return places.length > 0
        ? this.say('within', { before: this.apart(number), inside: this.list(places) })
        : this.apart(number);
    });
    return this.list(told);
  }
  join = (before: string, after: string) => this.say('join', { before, after });
}

/** Null where the page lacks words for a part: an older page, or a newer service; then its English sentence stands. */
export function sayIn(i18n: I18n, said: Said): string | null {
  const sayer = new Sayer(i18n);
  let whole = '';
  let inside = '';
  const close = () => {
    if (inside) whole = sayer.say('within', { before: whole, inside });
    inside = '';
  };
  for (const part of said as Part[]) {
    const text = sayer.part(part);
    if (text === null) return null;
    if (part.within) {
      inside = inside ? sayer.join(inside, text) : text;
      continue;
    }
    close();
    whole = whole ? sayer.join(whole, text) : text;
  }
  close();
  return whole || null;
}
