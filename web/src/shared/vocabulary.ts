// SPDX-License-Identifier: Apache-2.0
// The lists to pick from, as the service has them.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schemas } from '../api/client';

export type Entry = Schemas['VocabularyPage']['entries'][number];

/** A page of a list that fits what was typed; another spelling of an entry finds it too. */
export function useVocabulary(list: string, search = '', make = '') {
  return useQuery({
    queryKey: ['vocabulary', list, search, make],
    queryFn: () =>
      answerOf(
        api.GET('/v1/vocabulary/{list}', {
          params: { path: { list }, query: { limit: 30, ...(search && { search }), ...(make && { make }) } },
        }),
      ),
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  });
}

/** A short list, its names in the language in use; one that nobody has translated stays as the service has it. */
export function useNames(list: string): Entry[] {
  const { t } = useTranslation();
  const { data } = useVocabulary(list);
  return (data?.entries ?? []).map((one) => ({
    code: one.code,
    name: t(`names.${list}.${one.code}`, { defaultValue: one.name }),
  }));
}
