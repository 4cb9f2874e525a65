// SPDX-License-Identifier: Apache-2.0
import { useTranslation } from 'react-i18next';
import { PickField, TextField } from '../../shared/Field';
import { useMay } from '../login/session';
import { useAccounts } from '../people/Accounts';

interface Props {
  value: string;
  onValue: (value: string) => void;
  fault?: string;
}

/** A person of the own authority: picked where the accounts may be read, else written. */
export function ActorField(props: Props) {
  const { t } = useTranslation();
  const may = useMay();
  const { data } = useAccounts(may('read_accounts'));
  if (!data) return <TextField label={t('access.person')} dir="ltr" {...props} />;
  const options = data.map((one) => ({ code: one.id, name: `${one.name ?? ''} (${one.login})` }));
  // The console, and whoever was somebody once, are in no list.
  if (props.value && !data.some((one) => one.id === props.value))
    options.push({ code: props.value, name: props.value });
  return <PickField label={t('access.person')} options={options} empty={t('why.pick')} {...props} />;
}
