// SPDX-License-Identifier: Apache-2.0
// A register is taken in: a file, what was understood of it, what its columns mean, a check that writes nothing, and
// then its clean rows. Each part stands under the one before, so that a step back is a look up the page.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Refusal } from '../../api/client';
import { Faults } from '../../shared/Boundary';
import { ChooseFile, Size } from './ChooseFile';
import { type Draft, useDraft } from './draft';
import { cancel, discard, fileOf, type Import, isBusy, readImport, readOutline, run } from './file';
import { MappingForm } from './MappingForm';
import { mappingOf, written } from './mapping';
import { Counts } from './Outcome';
import { Understood } from './Understood';
import './import.css';

const ASK_AGAIN_MS = 700;

export function ImportPage() {
  const { t } = useTranslation();
  const { draft, change, begin } = useDraft();
  const client = useQueryClient();
  const one = useQuery({
    queryKey: ['import', draft.id],
    queryFn: () => readImport(draft.id),
    enabled: draft.id !== '',
    refetchInterval: (query) => (isBusy(query.state.data) ? ASK_AGAIN_MS : false),
    retry: false,
  });
  const gone = one.error instanceof Refusal && one.error.code === 'not_found';
  const leaving = useMutation({
    mutationFn: discard,
    onSettled: () => {
      begin('');
      void client.invalidateQueries({ queryKey: ['imports'] });
    },
  });
  const told = (now: Import) => client.setQueryData(['import', now.import], now);
  return (
    <div className="imports">
      <h1 tabIndex={-1}>{t('pages.import')}</h1>
      <p className="lead">{t('imports.lead')}</p>
      {!draft.id && <ChooseFile onReady={begin} />}
      {gone && (
        <div className="warning" role="alert">
          <p>{t('imports.gone')}</p>
          <button type="button" onClick={() => begin('')}>
            {t('imports.another')}
          </button>
        </div>
      )}
      {!gone && <Faults error={one.error} />}
      {one.data && (
        <>
          <p className="row">
            <bdi className="mono">{one.data.name}</bdi> <Size bytes={one.data.bytes} />
            <button type="button" className="plain" onClick={() => leaving.mutate(draft.id)}>
              {t(one.data.state === 'imported' ? 'imports.another' : 'imports.discard')}
            </button>
          </p>
          {one.data.state !== 'imported' && <Steps {...{ draft, change, one: one.data, told }} />}
          <Doing one={one.data} told={told} />
          <Came {...{ draft, one: one.data, told }} />
        </>
      )}
    </div>
  );
}

interface Parts {
  draft: Draft;
  one: Import;
  told: (now: Import) => void;
}

/** What was understood and what the columns mean. */
function Steps({ draft, change, one, told }: Parts & { change: (part: Partial<Draft>) => void }) {
  const { t } = useTranslation();
  const { id, wish, mapping } = draft;
  const seen = useQuery({
    queryKey: ['outline', id, wish],
    queryFn: () => readOutline(id, wish),
    staleTime: Infinity,
    retry: false,
    placeholderData: (before) => before,
  });
  const outline = seen.data;
  // The first look proposes a mapping; a later one, in another form, changes how the file is read and nothing else,
  // unless the columns are others.
  useEffect(() => {
    if (!outline || seen.isPlaceholderData) return;
    const proposed = mappingOf(outline.proposal.mapping);
    if (!proposed) return;
    const names = new Set(outline.columns.map((column) => column.name));
    const known = mapping?.marks.flatMap((mark) => mark.columns).every((column) => names.has(column)) ?? false;
    if (!mapping || !known) {
      change({
        mapping: { ...written(proposed, outline), source: mapping?.source ?? '', as_of: mapping?.as_of },
      });
    } else if (JSON.stringify(mapping) !== JSON.stringify(written(mapping, outline))) {
      change({ mapping: written(mapping, outline) });
    }
  }, [outline, seen.isPlaceholderData]);
  return (
    <>
      <section aria-labelledby="understood">
        <h2 id="understood">{t('imports.understood')}</h2>
        {seen.isPending && <p role="status">{t('shell.loading')}</p>}
        <Faults error={seen.error} focus />
        {outline && <Understood outline={outline} wish={wish} onWish={(now) => change({ wish: now })} />}
        {!outline && seen.isError && (
          <button type="button" onClick={() => change({ wish: {} })}>
            {t('imports.guessAgain')}
          </button>
        )}
      </section>
      {outline && mapping && (
        <MappingForm
          {...{ outline, mapping, one, told }}
          onMapping={(now) => change({ mapping: now })}
          onChecked={(checked) => change({ checked })}
        />
      )}
    </>
  );
}

/** While it waits or is worked on. */
function Doing({ one, told }: { one: Import; told: (now: Import) => void }) {
  const { t } = useTranslation();
  const stopping = useMutation({ mutationFn: () => cancel(one.import), onSuccess: told });
  if (!isBusy(one)) return null;
  const { progress } = one;
  return (
    <section className="doing">
      <p role="status">
        {one.state === 'waiting'
          ? t('imports.waiting', { count: one.ahead })
          : t(one.task === 'check' ? 'imports.checking' : 'imports.importing')}
      </p>
      <div className="row">
        <progress
          {...(progress && progress.of > 0 && { max: progress.of, value: progress.done })}
          aria-label={t('imports.progress')}
        />
        <button type="button" onClick={() => stopping.mutate()}>
          {t('imports.stop')}
        </button>
      </div>
      <Faults error={stopping.error} />
    </section>
  );
}

/** What came of it, and what can be done next. */
function Came({ draft, one, told }: Parts) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  const importing = useMutation({ mutationFn: () => run(one.import), onSuccess: told });
  const ended = ['checked', 'imported', 'failed', 'cancelled'].includes(one.state);
  useEffect(() => {
    if (ended) heading.current?.focus();
  }, [ended, one.state]);
  if (!ended) return null;
  const stale = draft.mapping !== null && draft.checked !== '' && JSON.stringify(draft.mapping) !== draft.checked;
  const clean = one.result ? one.result.imported + one.result.corrected : 0;
  const error = one.error && new Refusal(one.error.code, one.error.message, one.error.field, '', 0);
  const goesOn = one.task === 'import' && (one.state === 'cancelled' || one.state === 'failed');
  return (
    <section aria-labelledby="came">
      <h2 id="came" tabIndex={-1} ref={heading}>
        {t(one.task === 'import' ? `imports.came.${one.state}` : `imports.checkCame.${one.state}`)}
      </h2>
      {error && <Faults error={error} />}
      <Counts one={one} />
      {stale && one.state === 'checked' && <p className="warning">{t('imports.stale')}</p>}
      {one.state === 'checked' && !stale && clean > 0 && (
        <button type="button" className="main" onClick={() => importing.mutate()}>
          {t('imports.run', { count: clean })}
        </button>
      )}
      {one.state === 'checked' && clean === 0 && <p>{t('imports.nothingNew')}</p>}
      {goesOn && (
        <button type="button" className="main" onClick={() => importing.mutate()}>
          {t('imports.resume')}
        </button>
      )}
      {(one.state === 'checked' || one.state === 'imported') && (
        <p>
          <a href={fileOf(one.import, 'mapping')} download>
            {t('imports.mappingFile')}
          </a>{' '}
          {t('imports.mappingFileHint')}
        </p>
      )}
      <Faults error={importing.error} focus />
    </section>
  );
}
