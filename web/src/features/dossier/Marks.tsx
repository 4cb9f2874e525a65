// SPDX-License-Identifier: Apache-2.0
// What each record says of the weapon: marks as they were written and as they were understood, and every other value,
// each with the entry that it stands on.
import { useTranslation } from 'react-i18next';
import type { Dossier, Num, RecordOf } from './dossier';
import { entryOf } from './dossier';
import { EntryButton } from './Entry';

function Understood({ one }: { one: Num }) {
  const { t } = useTranslation();
  return (
    <>
      <bdi className="mono">{one.pattern}</bdi>{' '}
      <span className="quiet">
        {t(`names.mark_kinds.${one.kind}`, { defaultValue: one.kind })} · {t(`trace.legibility.${one.legibility}`)}
        {one.treatment !== 'unknown' && ` · ${t(`names.treatments.${one.treatment}`)}`}
      </span>
    </>
  );
}

function RecordBlock({ record, numbers }: { record: RecordOf; numbers: Num[] }) {
  const { t } = useTranslation();
  // The country of manufacture has its word from the question.
  const wordOf = (field: string) =>
    field === 'made_country' ? t('trace.country') : t(`evidence.fields.${field}`, { defaultValue: field });
  const entry = entryOf(record);
  const button = (about: string) =>
    entry && <EntryButton record={record.record} event={entry.id} about={`${record.owner}, ${about}`} />;
  return (
    <section className="record" aria-labelledby={record.record}>
      <h3 id={record.record}>
        <bdi className="mono">{record.owner}</bdi> <bdi className="quiet">{record.source_id ?? record.record}</bdi>
        {record.corrected && <span className="note"> {t('dossier.corrected')}</span>}
      </h3>
      <p className="quiet long">
        {t('dossier.handling')}:{' '}
        {[...record.handling.codes.map((one) => ['handling_codes', one]), ['onward_rules', record.handling.onward]]
          .map(([list, code]) => t(`names.${list}.${code}`, { defaultValue: code }))
          .join(' · ')}
      </p>
      <table className="plainTable asCards">
        <thead>
          <tr>
            <th scope="col">{t('evidence.what')}</th>
            <th scope="col">{t('trace.seen')}</th>
            <th scope="col">{t('dossier.understood')}</th>
            <th scope="col">{t('dossier.entry')}</th>
          </tr>
        </thead>
        <tbody>
          {record.marks.map((mark, i) => (
            <tr key={`${i} ${mark.text}`}>
              <th scope="row" data-label={t('evidence.what')}>
                {t(`names.mark_kinds.${mark.kind}`, { defaultValue: mark.kind })}
              </th>
              <td data-label={t('trace.seen')}>
                <bdi className="mono">{mark.text}</bdi>
              </td>
              <td data-label={t('dossier.understood')}>
                {numbers.length === 0 && <span className="quiet">—</span>}
                {i === 0 && numbers.map((one) => <Understood key={one.pattern} one={one} />)}
              </td>
              <td data-label={t('dossier.entry')}>{button(mark.text)}</td>
            </tr>
          ))}
          {record.fields.map((field) => (
            <tr key={field.field}>
              <th scope="row" data-label={t('evidence.what')}>
                {wordOf(field.field)}
              </th>
              <td data-label={t('trace.seen')}>
                <bdi>{field.text}</bdi>
              </td>
              <td data-label={t('dossier.understood')}>
                {field.resolved ? (
                  <bdi className="mono">{field.code}</bdi>
                ) : (
                  <span className="quiet">{t('trace.unresolved')}</span>
                )}
              </td>
              <td data-label={t('dossier.entry')}>
                {button(wordOf(field.field))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function Marks({ dossier }: { dossier: Dossier }) {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="marks">
      <h2 id="marks">{t('dossier.records')}</h2>
      {dossier.records.map((record) => (
        <RecordBlock
          key={record.record}
          record={record}
          numbers={dossier.numbers.filter((one) => one.record === record.record)}
        />
      ))}
    </section>
  );
}
