import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { formatBytes, formatCount } from '../../shared/format.ts';
import { Section } from '../../shared/page.tsx';
import { t } from '../../words/words.ts';
import type { UploadState, Uploads } from './uploads.ts';

/** What is on its way, with how far it is, and what became of the rest. */
export function UploadList({ uploads, cancel, replace, clear }: Uploads) {
  if (uploads.length === 0) return null;
  const open = uploads.filter(({ state }) => state === 'waiting' || state === 'sending').length;
  const title = open > 0 ? t('Uploading {files}', { files: formatCount(open, 'file') }) : t('Uploads');
  return (
    <Section
      title={title}
      actions={
        open === uploads.length ? null : (
          <Button size="compact-sm" variant="default" onClick={clear}>
            {t('Clear the list')}
          </Button>
        )
      }
    >
      <Stack gap="sm" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
        {uploads.map((upload) => (
          <li key={upload.key}>
            <UploadRow upload={upload} onCancel={() => cancel(upload.key)} onReplace={() => replace(upload.key)} />
          </li>
        ))}
      </Stack>
      <Text className="off-screen" role="status">
        {open > 0 ? '' : t('All uploads have ended')}
      </Text>
    </Section>
  );
}

function UploadRow(props: { upload: UploadState; onCancel: () => void; onReplace: () => void }) {
  const { upload, onCancel, onReplace } = props;
  const { name, state, sent, size, error } = upload;
  const isOpen = state === 'waiting' || state === 'sending';
  const percent = state === 'done' ? 100 : size === 0 ? 0 : (sent / size) * 100;
  return (
    <Stack gap={4}>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text size="sm" className="foreign" miw={0}>
          {name}
        </Text>
        <Group gap="xs" wrap="nowrap" style={{ flexShrink: 0 }}>
          <Text size="sm" c="dimmed" className="number">
            {describe(upload)}
          </Text>
          {isOpen ? (
            <Button size="compact-xs" variant="default" aria-label={t('Cancel {name}', { name })} onClick={onCancel}>
              {t('Cancel')}
            </Button>
          ) : null}
          {state === 'taken' ? (
            <Button size="compact-xs" variant="default" aria-label={t('Replace {name}', { name })} onClick={onReplace}>
              {t('Replace')}
            </Button>
          ) : null}
        </Group>
      </Group>
      {isOpen ? <Progress value={percent} size="sm" aria-label={t('{name}, sent', { name })} /> : null}
      {error === undefined || isOpen || state === 'done' ? null : (
        <Text size="sm" c={state === 'taken' ? 'dimmed' : 'red'} className="foreign">
          {error}
        </Text>
      )}
    </Stack>
  );
}

function describe({ state, sent, size }: UploadState): string {
  switch (state) {
    case 'waiting':
      return t('waiting');
    case 'sending':
      return t('{sent} of {size}', { sent: formatBytes(sent), size: formatBytes(size) });
    case 'done':
      return t('{size}, done', { size: formatBytes(size) });
    case 'failed':
      return t('failed');
    case 'taken':
      return t('name taken');
    case 'cancelled':
      return t('cancelled');
  }
}
