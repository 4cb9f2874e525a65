// SPDX-License-Identifier: Apache-2.0
// Days and instants: in the form of the language, and as the log has them in dateTime.
import { useTranslation } from 'react-i18next';

export interface Span {
  from: string | null;
  to: string | null;
}

/** A day, the span that it lies in, or that nobody dated it. */
export function Day({ date }: { date: Span }) {
  const { t } = useTranslation();
  const { from, to } = date;
  if (!from && !to) return <span className="quiet">{t('names.undated')}</span>;
  if (from === to) return <Stamp text={from!} />;
  return (
    <span>
      {from ? <Stamp text={from} /> : '…'} – {to ? <Stamp text={to} /> : '…'}
    </span>
  );
}

const Stamp = ({ text }: { text: string }) => (
  <time dateTime={text} dir="ltr">
    {text}
  </time>
);

export function Instant({ at }: { at: string }) {
  const { i18n } = useTranslation();
  const moment = new Date(at);
  const told = Number.isNaN(moment.getTime())
    ? at
    : new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium', timeStyle: 'short' }).format(moment);
  return (
    <time dateTime={at} title={at}>
      {told}
    </time>
  );
}
