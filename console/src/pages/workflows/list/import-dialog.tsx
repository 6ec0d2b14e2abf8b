import { Anchor, Button, FileInput, Group, List, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { request } from '../../../api/client.ts';
import { keys } from '../../../api/query-keys.ts';
import { Dialog } from '../../../shared/dialog.tsx';
import { formatCount } from '../../../shared/format.ts';
import { Failure } from '../../../shared/states.tsx';
import { t } from '../../../words/words.ts';
import type { ImportResult } from '../queries.ts';

/** Makes workflows of files, and says what to look at before they are enabled. */
export function ImportDialog({ applicationId, onClose }: { applicationId: string; onClose: () => void }) {
  const queryClient = useQueryClient();
  const [chosen, setChosen] = useState<File[]>([]);
  const send = useMutation({
    mutationFn: async (files: readonly File[]) =>
      request('POST', '/applications/{applicationId}/flows/import', {
        path: { applicationId },
        body: {
          files: await Promise.all(files.map(async (file) => ({ name: file.name, content: await file.text() }))),
        },
      }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.workflows(applicationId) }),
  });
  return (
    <Dialog opened onClose={onClose} title={t('Import workflows')} size="lg">
      <Stack gap="sm">
        {send.data === undefined ? (
          <>
            <Text size="sm">
              {t(
                'Files .flow and .node of the platform’s editor or of this one, JSON of its API, and YAML of application templates. All of them are made, or nothing; files that refer to each other belong in one import.',
              )}
            </Text>
            <FileInput
              label={t('Files')}
              placeholder={t('Choose files')}
              accept=".flow,.node,.json,.yaml,.yml"
              multiple
              value={chosen}
              onChange={setChosen}
              clearable
              required
            />
          </>
        ) : (
          <Outcome applicationId={applicationId} result={send.data} onClose={onClose} />
        )}
        {send.error ? <Failure error={send.error} title={t('Nothing was imported')} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {send.data === undefined ? t('Cancel') : t('Close')}
          </Button>
          {send.data === undefined ? (
            <Button disabled={chosen.length === 0} loading={send.isPending} onClick={() => send.mutate(chosen)}>
              {t('Import')}
            </Button>
          ) : null}
        </Group>
      </Stack>
    </Dialog>
  );
}

function Outcome(props: { applicationId: string; result: ImportResult; onClose: () => void }) {
  const { applicationId, result, onClose } = props;
  const { flows, flowVersions, warnings } = result;
  return (
    <Stack gap="xs">
      <Text size="sm" role="status">
        {t('{workflows} and {versions} imported. They are disabled.', {
          workflows: formatCount(flows.length, 'workflow'),
          versions: formatCount(flowVersions.length, 'version'),
        })}
      </Text>
      <List size="sm" aria-label={t('Imported workflows')}>
        {flows.map(({ id, name }) => (
          <List.Item key={id} className="foreign">
            <Anchor size="sm" component={Link} to={`/applications/${applicationId}/workflows/${id}`} onClick={onClose}>
              {name}
            </Anchor>
          </List.Item>
        ))}
      </List>
      {warnings.length === 0 ? null : (
        <>
          <Text size="sm" fw={600}>
            {t('To look at before they are enabled')}
          </Text>
          <List size="sm" aria-label={t('Warnings')} mah={280} style={{ overflowY: 'auto' }}>
            {warnings.map(({ message, name, version }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes, and lines may be alike
              <List.Item key={index} className="foreign">
                {name === undefined ? null : `${name}${version === undefined ? '' : ` (${version})`}: `}
                {message}
              </List.Item>
            ))}
          </List>
        </>
      )}
    </Stack>
  );
}
