// SPDX-License-Identifier: Apache-2.0
// The box in the head of every page: whatever is written on paper in front of an officer goes in, and "/" leads here.
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Form } from '../shared/Form';
import { useSettings } from '../shared/settings';

const TEXT_MAX = 200; // characters; the service takes 512 bytes

export function SearchBox() {
  const { t } = useTranslation();
  const { keys } = useSettings();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  return (
    <search className="searchBox">
      <Form onSend={() => text.trim() && navigate({ to: '/find', search: { text: text.trim() } })}>
        <input
          type="search"
          data-search-all=""
          aria-label={t('shell.search')}
          aria-keyshortcuts={keys ? '/' : undefined}
          placeholder={t('shell.searchHint')}
          autoComplete="off"
          spellCheck={false}
          maxLength={TEXT_MAX}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {keys && <kbd aria-hidden="true">/</kbd>}
      </Form>
    </search>
  );
}
