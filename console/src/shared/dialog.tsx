import { Modal, type ModalProps } from '@mantine/core';
import { useEffect } from 'react';
import { t } from '../words/words.ts';

/** Longer than the library takes to give the focus back by itself, which it does only for dialogs that stay mounted. */
const returnMs = 30;

/** A window over the page: keeps the focus inside, and gives it back to what opened it, or to the page when that is gone. */
export function Dialog(props: ModalProps) {
  const { opened, withCloseButton = true } = props;
  useEffect(() => {
    if (!opened) return;
    const opener = document.activeElement;
    return () => {
      setTimeout(() => {
        if (document.activeElement !== document.body && document.activeElement !== null) return;
        const back = opener?.isConnected ? opener : document.getElementById('main');
        if (back instanceof HTMLElement) back.focus({ preventScroll: true });
      }, returnMs);
    };
  }, [opened]);
  return <Modal {...props} {...(withCloseButton ? { closeButtonProps: { 'aria-label': t('Close') } } : {})} />;
}
