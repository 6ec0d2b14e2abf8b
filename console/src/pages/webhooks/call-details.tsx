import { Box, Stack, Text } from '@mantine/core';
import { Dialog } from '../../shared/dialog.tsx';
import { formatTime } from '../../shared/format.ts';
import { t } from '../../words/words.ts';
import type { WebhookCall } from './queries.ts';

/** One call in full. What goes by the name of a secret was struck out before it was kept. */
export function CallDetails({ call, onClose }: { call: WebhookCall; onClose: () => void }) {
  const { method, path, time, address, query, headers, body, bodyTruncated } = call;
  return (
    <Dialog opened onClose={onClose} title={`${method.toUpperCase()} ${path}`} size="lg">
      <Stack gap="sm">
        <Text size="sm" c="dimmed" className="foreign">
          {t('{parse}, from {address}', { parse: formatTime(Date.parse(time)), address })}
        </Text>
        <Part title={t('Query')} value={query} />
        <Part title={t('Headers')} value={headers} />
        <Part title={bodyTruncated ? t('The beginning of the body') : t('Body')} value={body} />
      </Stack>
    </Dialog>
  );
}

function Part({ title, value }: { title: string; value: unknown }) {
  if (value === null || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)) return null;
  return (
    <div>
      <Text size="sm" fw={600} mb={4}>
        {title}
      </Text>
      <Box
        component="pre"
        className="snippet foreign"
        role="region"
        tabIndex={0}
        aria-label={title}
        style={{ whiteSpace: 'pre-wrap' }}
      >
        {typeof value === 'string' ? value : JSON.stringify(value, null, 2)}
      </Box>
    </div>
  );
}
