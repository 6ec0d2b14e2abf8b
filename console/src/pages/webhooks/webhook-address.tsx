import { Box, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { CopyButton } from '../../shared/copy-button.tsx';
import { Section } from '../../shared/page.tsx';
import { t } from '../../words/words.ts';
import { makeCurl } from './curl.ts';
import type { Webhook } from './queries.ts';
import { describeAnswer, describeVerification } from './webhook-words.ts';

/** The URL and a command that calls it, to be copied, and what comes of a call. */
export function WebhookAddress({ webhook }: { webhook: Webhook }) {
  const curl = makeCurl(webhook);
  const hasCode = webhook.verificationType === 'facebook' || webhook.verificationType === 'fitbit';
  return (
    <Section title={t('How it is called')}>
      <Stack gap="md">
        <div>
          <Group justify="space-between" gap="xs" mb={4}>
            <Text size="sm" fw={600}>
              {t('URL')}
            </Text>
            <CopyButton value={webhook.url} what={t('the URL')} />
          </Group>
          <Text ff="monospace" size="sm" className="foreign">
            {webhook.url}
          </Text>
          <Text size="sm" c="dimmed">
            {t('Whoever knows it may call it, with any method and any path below it.')}
          </Text>
        </div>
        <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="md">
          <Fact label={t('Verification')}>{describeVerification(webhook)}</Fact>
          <Fact label={t('Response')}>{describeAnswer(webhook)}</Fact>
          {hasCode ? <Fact label={t('Verification code')}>{webhook.verificationCode || t('not set')}</Fact> : null}
        </SimpleGrid>
        <div>
          <Group justify="space-between" gap="xs" mb={4}>
            <Text size="sm" fw={600}>
              {t('From a shell')}
            </Text>
            <CopyButton value={curl} what={t('the curl command')} />
          </Group>
          <Box component="pre" className="snippet" role="region" tabIndex={0} aria-label={t('curl command')}>
            {curl}
          </Box>
        </div>
      </Stack>
    </Section>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text size="sm" className="foreign" lineClamp={3}>
        {children}
      </Text>
    </div>
  );
}
