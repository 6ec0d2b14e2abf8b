import {
  Badge,
  Box,
  Group,
  NativeSelect,
  PasswordInput,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '../../api/query-keys.ts';
import { FormView } from '../../shared/form/form-view.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { Section } from '../../shared/page.tsx';
import { t } from '../../words/words.ts';
import type { Webhook } from './queries.ts';
import { sendCall, type TrialAnswer } from './send-call.ts';

const methods = ['POST', 'GET', 'PUT', 'PATCH', 'DELETE'];
const contentTypes = ['application/json', 'application/x-www-form-urlencoded', 'text/plain', 'application/xml'];

/** Calls the webhook from here, and shows what a caller sees. */
export function TryIt({ webhook }: { webhook: Webhook }) {
  const { applicationId, webhookId, basicAuthUsername, basicAuthPassword } = webhook;
  const queryClient = useQueryClient();
  const [answer, setAnswer] = useState<TrialAnswer>();
  const form = useForm({
    initial: {
      method: 'POST',
      path: '',
      contentType: 'application/json',
      body: '{"temperature": 21.5}',
      username: basicAuthUsername,
      password: '',
    },
    keepsInput: true,
    asks: false,
    save: async (trial) => {
      setAnswer(undefined);
      const answered = await sendCall(webhook, trial);
      await queryClient.invalidateQueries({ queryKey: keys.webhookCalls(applicationId, webhookId) });
      return answered;
    },
  });
  const hasBody = form.values.method !== 'GET';
  const hasBasic = basicAuthUsername !== '' || basicAuthPassword !== undefined;
  return (
    <Section title={t('Try it')}>
      <Stack gap="md">
        <FormView form={form} label={t('Try it')} submitLabel={t('Send')} savedText="" onSaved={setAnswer}>
          <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="md">
            <NativeSelect label={t('Method')} data={methods} {...form.text('method')} />
            <TextInput label={t('Path and query')} placeholder="/any/path?a=1" {...form.text('path')} />
            <NativeSelect
              label={t('Content type')}
              data={contentTypes}
              disabled={!hasBody}
              {...form.text('contentType')}
            />
          </SimpleGrid>
          {hasBasic ? (
            <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
              <TextInput label={t('User name')} autoComplete="off" {...form.text('username')} />
              <PasswordInput label={t('Password')} autoComplete="new-password" {...form.text('password')} />
            </SimpleGrid>
          ) : null}
          {hasBody ? <Textarea label={t('Body')} autosize minRows={3} maxRows={12} {...form.text('body')} /> : null}
        </FormView>
        {answer === undefined ? null : <AnswerView answer={answer} />}
      </Stack>
    </Section>
  );
}

function AnswerView({ answer: { status, ms, headers, body } }: { answer: TrialAnswer }) {
  const color = status >= 200 && status < 300 ? 'green' : status >= 400 ? 'red' : 'yellow';
  return (
    <Stack gap="xs" role="status" aria-label={t('Response')}>
      <Group gap="xs">
        <Text size="sm" fw={600}>
          {t('Response')}
        </Text>
        <Badge color={color} variant="light">
          {status === 0 ? t('a redirect') : status}
        </Badge>
        <Text size="sm" c="dimmed" className="number">
          {t('after {round} ms', { round: Math.round(ms) })}
        </Text>
      </Group>
      <Block label={t('Response body')}>{body === '' ? t('(empty)') : body}</Block>
      <Block label={t('Response headers')}>{headers}</Block>
    </Stack>
  );
}

function Block({ label, children }: { label: string; children: string }) {
  return (
    <Box
      component="pre"
      className="snippet foreign"
      role="region"
      tabIndex={0}
      aria-label={label}
      style={{ whiteSpace: 'pre-wrap' }}
    >
      {children}
    </Box>
  );
}
