// SPDX-License-Identifier: Apache-2.0
// What the tracing of one's own authority came to in a period.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, why, type Schemas } from '../../api/client';
import { Faults } from '../../shared/Boundary';
import { TextField } from '../../shared/Field';
import { Form } from '../../shared/Form';
import { useStateName } from '../../shared/states';
import { Counts } from './Counts';
import { Months } from './Months';
import { csvOf } from './csv';
import './statistics.css';

type Statistics = Schemas['Statistics'];

function Figures({ found }: { found: Statistics }) {
  const { t, i18n } = useTranslation();
  const number = new Intl.NumberFormat(i18n.language);
  const { median, known } = found.stories.days_to_crime;
  const figures = [
    ['asked', number.format(found.asked.total), t('statistics.ofThem', { count: found.asked.with_candidates })],
    ['found', number.format(found.found.total), t('statistics.readable', { count: found.found.number_read })],
    ['linked', number.format(found.found.linked), t('statistics.linkedHint')],
    ['hits', number.format(found.hits.raised), t('statistics.confirmed', { count: found.hits.confirmed })],
    ['days', median === null ? '—' : number.format(median), t('statistics.known', { count: known })],
  ] as const;
  return (
    <dl className="figures">
      {figures.map(([name, value, hint]) => (
        <div key={name}>
          <dt>{t(`statistics.${name}`)}</dt>
          <dd>
            <strong>{value}</strong>
            <span className="quiet">{hint}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The whole answer as a file for a spreadsheet, made in the page. */
function SaveAsCsv({ counted }: { counted: Statistics }) {
  const { t } = useTranslation();
  const save = () => {
    const url = URL.createObjectURL(new Blob([csvOf(counted)], { type: 'text/csv' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = `tracing-${counted.authority}-${counted.from}-${counted.to}.csv`;
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <button type="button" onClick={save}>
      {t('statistics.save')}
    </button>
  );
}

function Answer({ counted }: { counted: Statistics }) {
  const { t } = useTranslation();
  const { found, stories } = counted;
  const named = (list: Schemas['CodeCounts'], words: string) => ({
    ...list,
    codes: list.codes.map((one) => ({
      ...one,
      name: t(`${words}.${one.code}`, { defaultValue: one.name ?? one.code }),
    })),
  });
  const nameOf = useStateName();
  const countries = {
    ...found.countries,
    codes: found.countries.codes.map((one) => ({ ...one, name: nameOf(one.code) })),
  };
  const ranges = stories.days_to_crime.ranges.map(({ from, to, count }) => ({
    code: String(from),
    name: to === null ? t('statistics.longer', { from }) : t('statistics.days_range', { from, to }),
    count,
  }));
  return (
    <>
      <p role="status" className="quiet">
        {t('statistics.of', { authority: counted.authority, from: counted.from, to: counted.to })}{' '}
        {!counted.asked.complete && t('statistics.incomplete')}{' '}
        {found.undated > 0 && t('statistics.undated', { count: found.undated })}
      </p>
      <Figures found={counted} />
      <Months months={counted.months} />
      <div className="countLists">
        <Counts title={t('statistics.events')} list={named(found.events, 'names.life_events')} />
        <Counts title={t('statistics.types')} list={named(found.types, 'names.item_types')} />
        <Counts title={t('statistics.makes')} list={named(found.makes, 'names.makes')} />
        <Counts title={t('statistics.calibres')} list={named(found.calibres, 'names.calibres')} />
        <Counts title={t('statistics.countries')} list={countries} />
        <Counts title={t('statistics.diversion')} list={named(stories.diversion, 'names.diversions')} />
        <Counts title={t('statistics.daysToCrime')} list={{ codes: ranges, others: 0, unknown: 0 }} />
        <Counts title={t('statistics.purposes')} list={named(counted.asked.purposes, 'names.purposes')} />
      </div>
      {stories.told < stories.linked && <p>{t('statistics.told', { told: stories.told, linked: stories.linked })}</p>}
      <div className="row">
        <SaveAsCsv counted={counted} />
      </div>
    </>
  );
}

const DATE = /^\d{4}(-\d{2}(-\d{2})?)?$/;

export function StatisticsPage() {
  const { t } = useTranslation();
  const [period, setPeriod] = useState({ from: '', to: '' });
  const [asked, setAsked] = useState(period);
  const counting = useQuery({
    queryKey: ['statistics', asked],
    queryFn: () =>
      answerOf(
        api.GET('/v1/statistics', {
          params: {
            header: why(),
            query: { ...(asked.from && { from: asked.from }), ...(asked.to && { to: asked.to }) },
          },
        }),
      ),
    gcTime: 0,
  });
  const fault = (value: string) => (value && !DATE.test(value) ? t('statistics.noDate') : undefined);
  const put = (name: keyof typeof period) => (value: string) => setPeriod((now) => ({ ...now, [name]: value.trim() }));
  return (
    <>
      <h1 tabIndex={-1}>{t('pages.statistics')}</h1>
      <p className="lead">{t('statistics.lead')}</p>
      <Form
        className="form period"
        onSend={() => {
          if (!fault(period.from) && !fault(period.to)) setAsked(period);
        }}
      >
        {(['from', 'to'] as const).map((name) => (
          <TextField
            key={name}
            label={t(`statistics.${name}`)}
            hint={t(`statistics.${name}Hint`)}
            value={period[name]}
            onValue={put(name)}
            fault={fault(period[name])}
            dir="ltr"
          />
        ))}
        <button type="submit" className="main">
          {t('statistics.count')}
        </button>
      </Form>
      <Faults error={counting.error} focus />
      {counting.data ? <Answer counted={counting.data} /> : counting.isPending && <p>{t('shell.loading')}</p>}
    </>
  );
}
