import { Modal, Text } from '@mantine/core';
import { t } from '../words/words.ts';
import { LoginForm } from './login-form.tsx';
import { endSession } from './session.ts';
import { useSession } from './use-session.ts';

/** Over the open page, which keeps everything that was typed into it. */
export function ExpiredSession() {
  const { session, expired } = useSession();
  return (
    <Modal
      opened={expired}
      onClose={endSession}
      title={t('Your session has ended')}
      centered
      closeOnClickOutside={false}
      closeOnEscape={false}
      closeButtonProps={{ 'aria-label': t('Log out') }}
      // Above the dialog of a form that was being saved.
      zIndex={500}
    >
      <Text size="sm" mb="md">
        {t('Log in again to go on where you were. What you have typed is still there; closing this window logs out.')}
      </Text>
      <LoginForm {...(session ? { email: session.email } : {})} />
    </Modal>
  );
}
