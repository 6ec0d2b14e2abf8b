import { Progress, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { request } from '../../api/client.ts';
import type { DeviceFilter } from '../../api/queries/devices.ts';
import { keys } from '../../api/query-keys.ts';
import { t, tn } from '../../words/words.ts';
import { FormDialog } from '../form/form-dialog.tsx';
import { useForm } from '../form/use-form.ts';
import { formatCount, formatNumber } from '../format.ts';
import { HiddenDevices } from './hidden-devices.tsx';

export interface DeleteDevicesProps {
  readonly applicationId: string;
  readonly deviceIds: readonly string[];
  /** The name of the only one; several are confirmed by their number. */
  readonly name?: string;
  /** What the list behind shows: devices that it hides are named. */
  readonly filter?: DeviceFilter;
  readonly onClose: () => void;
  /** Called with the ids that are gone. */
  readonly onDeleted: (deviceIds: readonly string[]) => void;
}

/** As many as a device query takes by their ids; the server, too, deletes so many in one step. */
const atATime = 100;

/** Asks before devices and their data go, then shows how far it is; closing the window stops where it is. */
export function DeleteDevices({ applicationId, name, filter, onClose, onDeleted, ...props }: DeleteDevicesProps) {
  const queryClient = useQueryClient();
  // Those that it was opened for: they leave the selection as soon as they are gone.
  const [deviceIds] = useState(props.deviceIds);
  const [gone, setGone] = useState(0);
  const stopped = useRef(false);
  const count = deviceIds.length;
  const wanted = name ?? String(count);
  const form = useForm({
    initial: { typed: '' },
    asks: false,
    save: async () => {
      const removed: string[] = [];
      try {
        while (removed.length < count && !stopped.current) {
          setGone(removed.length);
          const ids = deviceIds.slice(removed.length, removed.length + atATime);
          await deleteThem(applicationId, ids);
          removed.push(...ids);
        }
      } finally {
        await queryClient.invalidateQueries({ queryKey: keys.devices(applicationId) });
        await queryClient.invalidateQueries({ queryKey: keys.application(applicationId) });
        onDeleted(removed);
      }
    },
  });
  return (
    <FormDialog
      form={form}
      title={name === undefined ? t('Delete {count}', { count: formatCount(count, 'device') }) : t('Delete device')}
      opened
      onClose={() => {
        stopped.current = true;
        onClose();
      }}
      submitLabel={t('Delete')}
      cancelLabel={form.isSaving ? t('Stop') : t('Cancel')}
      size="md"
      danger
      disabled={form.values.typed.trim() !== wanted.trim()}
    >
      <Text size="sm">
        {tn(
          count,
          'What it has reported goes with it, and it is cut off if it is connected. This cannot be undone.',
          'What they have reported goes with them, and those that are connected are cut off. This cannot be undone.',
        )}
      </Text>
      {filter === undefined ? null : (
        <HiddenDevices applicationId={applicationId} deviceIds={deviceIds} filter={filter} />
      )}
      <TextInput
        label={<span className="foreign">{t('Type {wanted} to confirm', { wanted })}</span>}
        aria-label={t('Confirmation')}
        data-autofocus
        autoComplete="off"
        disabled={form.isSaving}
        {...form.text('typed')}
      />
      {form.isSaving && count > 1 ? (
        <>
          <Progress value={(100 * gone) / count} aria-label={t('Deleted so far')} />
          <Text size="sm" role="status">
            {t('{gone} of {count} deleted', { gone: formatNumber(gone), count: formatNumber(count) })}
          </Text>
        </>
      ) : null}
    </FormDialog>
  );
}

/** Those that somebody else has deleted meanwhile are as good as deleted. */
async function deleteThem(applicationId: string, ids: readonly string[]): Promise<void> {
  const { failed } = await request('POST', '/applications/{applicationId}/devices/delete', {
    path: { applicationId },
    body: { query: { id: { $in: ids } } },
  });
  if (failed > 0)
    throw new Error(t('{failed} of {count} devices could not be deleted; try again', { failed, count: ids.length }));
}
