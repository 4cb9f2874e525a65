// SPDX-License-Identifier: Apache-2.0
// What went wrong, told the same way everywhere: what, where, what to do, and the name of the request for whoever
// looks it up in the service's log.
import { Component, type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Refusal } from '../api/client';

/** `focus`: a message about what was just done takes the keyboard, so that it is read at once. */
export function Faults({ error, focus = false }: { error: unknown; focus?: boolean }) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (focus) box.current?.focus();
  }, [error, focus]);
  if (!error) return null;
  const refusal = error instanceof Refusal ? error : null;
  const code = refusal?.code ?? 'page';
  return (
    <div className="faults" role="alert" tabIndex={-1} ref={box}>
      <h2>{t(`errors.${code}.what`, { defaultValue: t('errors.internal.what') })}</h2>
      {refusal?.message && (
        <p lang="en" dir="ltr">
          {refusal.message}
        </p>
      )}
      <p>{t(`errors.${code}.do`, { defaultValue: t('errors.internal.do') })}</p>
      {refusal?.ref && (
        <p className="quiet">
          {t('errors.ref')} <code dir="ltr">{refusal.ref}</code>
        </p>
      )}
    </div>
  );
}

export function NotFound() {
  const { t } = useTranslation();
  return (
    <>
      <h1 tabIndex={-1}>{t('errors.not_found.what')}</h1>
      <p>{t('errors.page.do')}</p>
    </>
  );
}

export class Boundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: null as unknown };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    return this.state.error ? (
      <main>
        <Faults error={this.state.error} />
      </main>
    ) : (
      this.props.children
    );
  }
}
