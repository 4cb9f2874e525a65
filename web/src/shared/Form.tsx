// SPDX-License-Identifier: Apache-2.0
// A form of the page: it is sent by Enter or its button, never leaves the page, and tells faults in our words and
// not in the browser's.
import type { ReactNode } from 'react';

interface Props {
  onSend: () => unknown;
  className?: string;
  children: ReactNode;
}

export function Form({ onSend, className, children }: Props) {
  return (
    <form
      noValidate
      className={className}
      onSubmit={(event) => {
        event.preventDefault();
        void onSend();
      }}
    >
      {children}
    </form>
  );
}
