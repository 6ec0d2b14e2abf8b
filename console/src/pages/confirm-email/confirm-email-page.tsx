import { Anchor, Button, Center, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import { Failure } from '../../shared/states.tsx';
import { t } from '../../words/words.ts';

/**
 * Where the link leads that is mailed to a new e-mail. Needs no session. A button asks, because programs that look mail
 * through follow links as well.
 */
export function ConfirmEmailPage() {
  // Behind the #, which no server gets to see and no log has in it.
  const [token] = useState(() => new URLSearchParams(window.location.hash.slice(1)).get('token') ?? '');
  const queryClient = useQueryClient();
  const confirm = useMutation({
    mutationFn: () => request('POST', '/confirm-email', { body: { token } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.me() }),
  });
  useEffect(() => {
    document.title = t('New e-mail - Signalbox');
  }, []);
  return (
    <Center mih="100dvh" p="md" component="main">
      <Paper withBorder p="lg" radius="md" w="100%" maw={460}>
        <Stack gap="md">
          <Title order={1} size="h2">
            {t('New e-mail')}
          </Title>
          {confirm.isSuccess ? (
            <>
              <Text size="sm" role="status">
                {t('Your account uses this e-mail from now on, to log in as well.')}
              </Text>
              <Anchor component={Link} to="/">
                {t('Go on to the console')}
              </Anchor>
            </>
          ) : (
            <>
              <Text size="sm">{t('Use the e-mail that this link was sent to for your account?')}</Text>
              {confirm.error === null ? null : <Failure error={confirm.error} />}
              <Group justify="flex-end">
                <Button loading={confirm.isPending} onClick={() => confirm.mutate()}>
                  {t('Use it')}
                </Button>
              </Group>
            </>
          )}
        </Stack>
      </Paper>
    </Center>
  );
}
