// SPDX-License-Identifier: Apache-2.0
// A probability as a person reads it. Nothing is certain: what rounds to all or nothing is said to be more or less.

export function chanceOf(probability: number, language: string): string {
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  if (probability > 0.999) return `> ${percent.format(0.999)}`;
  if (probability < 0.001) return `< ${percent.format(0.001)}`;
  return percent.format(probability);
}
