import { Progress, Text, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { request } from '../../api/client.ts';
import { readTag } from '../../api/queries/devices.ts';
import { keys } from '../../api/query-keys.ts';
import { TagInput } from '../../shared/devices/tag-input.tsx';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { findJsonProblem } from '../../shared/form/json.ts';
import { useForm } from '../../shared/form/use-form.ts';
import { formatCount, formatNumber } from '../../shared/format.ts';
import { t } from '../../words/words.ts';

interface BulkProps {
  readonly applicationId: string;
  readonly deviceIds: readonly string[];
  readonly onClose: () => void;
}

/** As many as one call takes by their ids. */
const atATime = 1_000;
/** As many operations as one call takes. */
const mostTags = 25;

/** Does something with devices, a thousand at a time, and tells how many are done. */
function useInSteps(deviceIds: readonly string[]) {
  const [done, setDone] = useState(0);
  const run = async (step: (ids: string[]) => Promise<void>) => {
    for (let at = 0; at < deviceIds.length; at += atATime) {
      setDone(at);
      await step(deviceIds.slice(at, at + atATime));
    }
  };
  const progress =
    deviceIds.length > atATime ? (
      <>
        <Progress value={(100 * done) / deviceIds.length} aria-label={t('Done so far')} />
        <Text size="sm" role="status">
          {t('{done} of {length}', { done: formatNumber(done), length: formatNumber(deviceIds.length) })}
        </Text>
      </>
    ) : null;
  return { run, progress };
}

/** Gives devices tags, or takes tags of a key from them. */
export function TagDevices({ applicationId, deviceIds, onClose }: BulkProps) {
  const queryClient = useQueryClient();
  const { run, progress } = useInSteps(deviceIds);
  const form = useForm({
    initial: { set: [] as readonly string[], remove: [] as readonly string[] },
    check: ({ set, remove }) => ({
      set: set.some((tag) => readTag(tag).key === undefined || readTag(tag).value === undefined)
        ? t('Each is a key and a value: floor=2')
        : set.length + remove.length > mostTags
          ? t('At most {mostTags} at a time', { mostTags })
          : undefined,
    }),
    save: async ({ set, remove }) => {
      const updateOperations = [
        ...set.map((tag) => ({ operation: 'set' as const, target: 'tag' as const, value: readTag(tag) })),
        ...remove.map((tag) => ({
          operation: 'remove' as const,
          target: 'tag' as const,
          tagKey: readTag(tag).key ?? tag,
        })),
      ];
      try {
        await run(async (ids) => {
          const { failed, failures } = await request('PATCH', '/applications/{applicationId}/devices', {
            path: { applicationId },
            body: { deviceIds: ids, updateOperations },
          });
          if (failed > 0)
            throw new Error(
              t('{devices} not changed: {message}', {
                devices: formatCount(failed, 'device'),
                message: failures[0]?.message ?? '',
              }),
            );
        });
      } finally {
        await queryClient.invalidateQueries({ queryKey: keys.devices(applicationId) });
      }
    },
  });
  const { set, remove } = form.values;
  return (
    <FormDialog
      form={form}
      title={t('Tag {length}', { length: formatCount(deviceIds.length, 'device') })}
      opened
      onClose={onClose}
      submitLabel={t('Change tags')}
      size="md"
      disabled={set.length + remove.length === 0}
    >
      <TagInput
        applicationId={applicationId}
        label={t('Set tags')}
        description={t('A tag of the same key is replaced.')}
        data-autofocus
        {...form.value('set')}
      />
      <TagInput
        applicationId={applicationId}
        label={t('Remove tags of these keys')}
        placeholder={t('key')}
        {...form.value('remove')}
      />
      {form.isSaving ? progress : null}
    </FormDialog>
  );
}

/** Sends the same command to devices. */
export function CommandDevices({ applicationId, deviceIds, onClose }: BulkProps) {
  const { run, progress } = useInSteps(deviceIds);
  const form = useForm({
    initial: { name: '', json: '' },
    fields: ['name'],
    asks: false,
    check: ({ name, json }) => ({
      name: name.trim() === '' ? t('Give it a name') : undefined,
      json: json.trim() === '' ? undefined : findJsonProblem(json),
    }),
    save: ({ name, json }) =>
      run(async (ids) => {
        await request('POST', '/applications/{applicationId}/devices/command', {
          path: { applicationId },
          body: { name, deviceIds: ids, ...(json.trim() === '' ? {} : { payload: JSON.parse(json) }) },
        });
      }),
  });
  return (
    <FormDialog
      form={form}
      title={t('Send a command to {length}', { length: formatCount(deviceIds.length, 'device') })}
      opened
      onClose={onClose}
      submitLabel={t('Send')}
      size="md"
    >
      <TextInput label={t('Command')} required data-autofocus {...form.text('name')} />
      <Textarea label={t('Payload (JSON, optional)')} placeholder={t('{"speed": 3}')} rows={3} {...form.text('json')} />
      {form.isSaving ? progress : null}
    </FormDialog>
  );
}
