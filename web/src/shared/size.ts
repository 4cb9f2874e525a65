// SPDX-License-Identifier: Apache-2.0
/** How large a file is, "4.2 MB" or "67 MB", in the form of the language. */
export function sizeOf(bytes: number, language: string): string {
  const [amount, unit] =
    bytes >= 1e6 ? [bytes / 1e6, 'megabyte'] : bytes >= 1e3 ? [bytes / 1e3, 'kilobyte'] : [bytes, 'byte'];
  const maximumFractionDigits = bytes < 1e7 ? 1 : 0;
  return new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits }).format(amount);
}
