// SPDX-License-Identifier: Apache-2.0
// A dialog in front of the page. Load it lazily: what it is made of is no part of the first page.
import type { ReactNode } from 'react';
import { Dialog as Box, Heading, I18nProvider, Modal, ModalOverlay } from 'react-aria-components';
import { useSettings } from './settings';

/** Without `onClose` it stays until whoever shows it takes it away. */
export function Dialog({ title, onClose, children }: { title: string; onClose?: () => void; children: ReactNode }) {
  const { language } = useSettings();
  return (
    <I18nProvider locale={language}>
      <ModalOverlay
        isOpen
        isDismissable={onClose !== undefined}
        isKeyboardDismissDisabled={onClose === undefined}
        className="veil"
        onOpenChange={(open) => !open && onClose?.()}
      >
        <Modal className="modal">
          <Box>
            <Heading slot="title">{title}</Heading>
            {children}
          </Box>
        </Modal>
      </ModalOverlay>
    </I18nProvider>
  );
}
