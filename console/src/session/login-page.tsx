import { Anchor, Center, Group, Modal, Paper, Stack, Text, Title } from '@mantine/core';
import { Logo } from '../shared/icons.tsx';
import { LoginForm } from './login-form.tsx';
import { endSession, useSession } from './session.ts';

/** Shown in place of whatever page the address names; that page follows once somebody has logged in. */
export function LoginPage() {
  return (
    <Center mih="100dvh" p="md" component="main">
      <Stack w="100%" maw={360} gap="lg">
        <Group gap="sm" justify="center">
          <Logo size={36} />
          <Title order={1} size="h2">
            Signalbox
          </Title>
        </Group>
        <Paper withBorder p="lg" radius="md">
          <LoginForm />
        </Paper>
        <Text size="sm" c="dimmed" ta="center">
          The first administrator’s password was printed when the server started for the first time.{' '}
          <Anchor href="/docs/guide/" underline="always" inherit>
            Documents
          </Anchor>
        </Text>
      </Stack>
    </Center>
  );
}

/** Over the open page, which keeps everything that was typed into it. */
export function ExpiredSession() {
  const { session, expired } = useSession();
  return (
    <Modal
      opened={expired}
      onClose={endSession}
      title="Your session has ended"
      centered
      closeOnClickOutside={false}
      closeOnEscape={false}
      closeButtonProps={{ 'aria-label': 'Log out' }}
      // Above the dialog of a form that was being saved.
      zIndex={500}
    >
      <Text size="sm" mb="md">
        Log in again to go on where you were. What you have typed is still there; closing this window logs out.
      </Text>
      <LoginForm {...(session ? { email: session.email } : {})} />
    </Modal>
  );
}
