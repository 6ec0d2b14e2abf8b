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
    <Section title="Try it">
      <Stack gap="md">
        <FormView form={form} label="Try it" submitLabel="Send" savedText="" onSaved={setAnswer}>
          <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="md">
            <NativeSelect label="Method" data={methods} {...form.text('method')} />
            <TextInput label="Path and query" placeholder="/any/path?a=1" {...form.text('path')} />
            <NativeSelect label="Content type" data={contentTypes} disabled={!hasBody} {...form.text('contentType')} />
          </SimpleGrid>
          {hasBasic ? (
            <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
              <TextInput label="User name" autoComplete="off" {...form.text('username')} />
              <PasswordInput label="Password" autoComplete="new-password" {...form.text('password')} />
            </SimpleGrid>
          ) : null}
          {hasBody ? <Textarea label="Body" autosize minRows={3} maxRows={12} {...form.text('body')} /> : null}
        </FormView>
        {answer === undefined ? null : <AnswerView answer={answer} />}
      </Stack>
    </Section>
  );
}

function AnswerView({ answer: { status, ms, headers, body } }: { answer: TrialAnswer }) {
  const color = status >= 200 && status < 300 ? 'green' : status >= 400 ? 'red' : 'yellow';
  return (
    <Stack gap="xs" role="status" aria-label="Response">
      <Group gap="xs">
        <Text size="sm" fw={600}>
          Response
        </Text>
        <Badge color={color} variant="light">
          {status === 0 ? 'a redirect' : status}
        </Badge>
        <Text size="sm" c="dimmed" className="number">
          after {Math.round(ms)} ms
        </Text>
      </Group>
      <Block label="Response body">{body === '' ? '(empty)' : body}</Block>
      <Block label="Response headers">{headers}</Block>
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
