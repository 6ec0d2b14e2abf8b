import { Anchor, Center, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { Logo } from '../shared/icons.tsx';
import { t } from '../words/words.ts';
import { LoginForm } from './login-form.tsx';

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
          {t('The first administrator’s password was printed when the server started for the first time.')}{' '}
          <Anchor href="/docs/guide/" underline="always" inherit>
            {t('Documents')}
          </Anchor>
        </Text>
      </Stack>
    </Center>
  );
}
