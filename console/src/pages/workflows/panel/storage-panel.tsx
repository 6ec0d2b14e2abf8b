import { ActionIcon, Box, Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { request } from '../../../api/client.ts';
import { describeError } from '../../../api/errors.ts';
import { keys } from '../../../api/query-keys.ts';
import { ConfirmDialog } from '../../../shared/form/confirm-dialog.tsx';
import { FormView } from '../../../shared/form/form-view.tsx';
import { findJsonProblem } from '../../../shared/form/json.ts';
import { useForm } from '../../../shared/form/use-form.ts';
import { formatCount, formatValue } from '../../../shared/format.ts';
import { TrashIcon } from '../../../shared/icons.tsx';
import { QueryView } from '../../../shared/states.tsx';
import { t } from '../../../words/words.ts';
import { useEditor } from '../editor-context.ts';

/** More than anybody looks through; the rest is counted. */
const mostShown = 200;
const refreshMs = 5_000;

/** What the workflow keeps from run to run, and setting it by hand. */
export function StoragePanel() {
  const { applicationId, flowId } = useEditor();
  const path = { applicationId, flowId };
  const queryClient = useQueryClient();
  const [isClearing, setClearing] = useState(false);
  const renew = () => queryClient.invalidateQueries({ queryKey: keys.workflowStorage(applicationId, flowId) });
  const query = useQuery({
    queryKey: keys.workflowStorage(applicationId, flowId),
    queryFn: () => request('GET', '/applications/{applicationId}/flows/{flowId}/storage', { path }),
    refetchInterval: refreshMs,
  });
  const set = useMutation({
    mutationFn: (body: { key: string; value?: unknown }) =>
      request('PATCH', '/applications/{applicationId}/flows/{flowId}/storage', { path, body }),
    onSuccess: renew,
  });
  const form = useForm({
    initial: { key: '', value: '' },
    asks: false,
    check: ({ key, value }) => ({ key: key === '' ? t('A key is needed') : undefined, value: findJsonProblem(value) }),
    save: async ({ key, value }) => set.mutateAsync({ key, value: JSON.parse(value) }),
  });
  return (
    <Stack gap="sm">
      <QueryView query={query}>
        {(entries) => {
          const all = Object.entries(entries);
          return (
            <>
              <Group justify="space-between">
                <Text size="sm" fw={600}>
                  {formatCount(all.length, 'entry')}
                </Text>
                <Button
                  size="compact-xs"
                  variant="default"
                  disabled={all.length === 0}
                  onClick={() => setClearing(true)}
                >
                  {t('Clear')}
                </Button>
              </Group>
              {all.length === 0 ? (
                <Text size="sm" c="dimmed">
                  {t('Nodes such as Storage: Set Value keep values here from run to run.')}
                </Text>
              ) : null}
              <Stack gap={6} component="ul" p={0} m={0} aria-label={t('Storage')} style={{ listStyle: 'none' }}>
                {all.slice(0, mostShown).map(([key, value]) => (
                  <li key={key} className="list-entry">
                    <Group gap="xs" wrap="nowrap" justify="space-between" align="flex-start">
                      <Box miw={0}>
                        <Text size="sm" fw={500} className="foreign">
                          {key}
                        </Text>
                        <Text size="xs" ff="monospace" className="foreign">
                          {typeof value === 'string' ? value : value === null ? 'null' : formatValue(value)}
                        </Text>
                      </Box>
                      <ActionIcon
                        variant="subtle"
                        color="gray"
                        aria-label={t('Delete {key}', { key })}
                        onClick={() => set.mutate({ key })}
                      >
                        <TrashIcon size={14} />
                      </ActionIcon>
                    </Group>
                  </li>
                ))}
              </Stack>
              {all.length > mostShown ? (
                <Text size="xs" c="dimmed">
                  {t('The first {mostShown} are shown.', { mostShown })}
                </Text>
              ) : null}
            </>
          );
        }}
      </QueryView>
      {set.error ? (
        <Text size="sm" c="red" role="alert">
          {describeError(set.error)}
        </Text>
      ) : null}
      <FormView form={form} label={t('Set a value')} submitLabel={t('Set')} savedText="">
        <TextInput label={t('Key')} maxLength={255} {...form.text('key')} />
        <Textarea
          className="code-input"
          label={t('Value as JSON')}
          autosize
          minRows={2}
          maxRows={10}
          {...form.text('value')}
        />
      </FormView>
      <ConfirmDialog
        title={t('Clear the storage')}
        opened={isClearing}
        onClose={() => setClearing(false)}
        confirmLabel={t('Clear')}
        onConfirm={async () => {
          await request('DELETE', '/applications/{applicationId}/flows/{flowId}/storage', { path });
          await renew();
        }}
      >
        {t('Everything that the workflow has stored goes, and what its nodes remember.')}
      </ConfirmDialog>
    </Stack>
  );
}
