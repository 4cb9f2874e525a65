// SPDX-License-Identifier: Apache-2.0
// A field in which any word may be written as it stands on the weapon; the service's list offers what it knows.
import { useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ComboBox, I18nProvider, Input, Label, ListBox, ListBoxItem, Popover, Text } from 'react-aria-components';
import { useSettings } from '../../shared/settings';
import { type Entry, useVocabulary } from '../../shared/vocabulary';

interface Props {
  label: string;
  list: string;
  make?: string;
  value: string;
  onValue: (value: string) => void;
}

export function WordPick({ label, list, make, value, onValue }: Props) {
  // From when somebody comes to it. What is offered depends on what is written alone: were it another list while the
  // box is closed, an empty list would close the box, and closing it bring the other one, which opens it, and so on.
  const [asked, setAsked] = useState(false);
  const id = useId();
  const { t } = useTranslation();
  const { language } = useSettings();
  const { data } = useVocabulary(list, asked ? value : '', make);
  const items = useMemo(() => (data?.entries ?? []).map((one) => ({ ...one, id: one.code })), [data]);
  // A code is what a register is searched by; the name is what a person reads.
  const wordOf = (code: string) => items.find((one) => one.code === code);
  return (
    <I18nProvider locale={language}>
      <ComboBox
        className="field"
        allowsCustomValue
        menuTrigger="input"
        inputValue={value}
        onInputChange={onValue}
        onSelectionChange={(key) => {
          const entry = key === null ? undefined : wordOf(String(key));
          if (entry) onValue(list === 'makes' || list === 'models' ? entry.name : entry.code);
        }}
        items={items}
        defaultFilter={() => true}
      >
        <Label>{label}</Label>
        <Input id={id} dir="auto" onFocus={() => setAsked(true)} />
        <Popover className="picks" offset={2}>
          <ListBox>
            {(one: Entry & { id: string }) => (
              <ListBoxItem id={one.id} textValue={one.name}>
                <Text slot="label" lang="en">
                  {one.name}
                </Text>
                <Text slot="description">
                  <code>{one.code}</code>
                  {one.written && (
                    <span className="written">
                      {t('trace.written')} <bdi>{one.written.join(' · ')}</bdi>
                    </span>
                  )}
                </Text>
              </ListBoxItem>
            )}
          </ListBox>
        </Popover>
      </ComboBox>
    </I18nProvider>
  );
}
