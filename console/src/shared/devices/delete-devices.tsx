import { Alert, Button, Group, Modal, Progress, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { call } from '../../api/client.ts';
import { describeError } from '../../api/errors.ts';

export interface DeleteDevicesProps {
  readonly applicationId: string;
  readonly deviceIds: readonly string[];
  /** The name of the only one; several are confirmed by their number. */
  readonly name?: string;
  readonly onClose: () => void;
  /** Called with the ids that are gone. */
  readonly onDeleted: (deviceIds: readonly string[]) => void;
}

/** As many as a device query takes by their ids; the server, too, deletes so many in one step. */
const atATime = 100;

/** Asks before devices and their data go, then shows how far it is; closing the window stops where it is. */
export function DeleteDevices({ applicationId, deviceIds, name, onClose, onDeleted }: DeleteDevicesProps) {
  const queryClient = useQueryClient();
  const [typed, setTyped] = useState('');
  const [gone, setGone] = useState<number>();
  const [failure, setFailure] = useState<unknown>();
  const stopped = useRef(false);
  const count = deviceIds.length;
  const wanted = name ?? String(count);
  const busy = gone !== undefined && failure === undefined;

  const remove = async (event: FormEvent) => {
    event.preventDefault();
    setFailure(undefined);
    const removed: string[] = [];
    try {
      while (removed.length < count && !stopped.current) {
        setGone(removed.length);
        const ids = deviceIds.slice(removed.length, removed.length + atATime);
        await deleteThem(applicationId, ids);
        removed.push(...ids);
      }
      if (!stopped.current) onClose();
    } catch (error) {
      setFailure(error);
      setGone(undefined);
    }
    await queryClient.invalidateQueries({ queryKey: ['devices', applicationId] });
    await queryClient.invalidateQueries({ queryKey: ['application', applicationId] });
    onDeleted(removed);
  };
  const close = () => {
    stopped.current = true;
    onClose();
  };

  return (
    <Modal
      opened
      onClose={close}
      closeOnClickOutside={false}
      title={name === undefined ? `Delete ${count.toLocaleString()} devices` : 'Delete device'}
    >
      <form onSubmit={remove} aria-label="Delete">
        <Stack gap="sm">
          <Text size="sm">
            What {count === 1 ? 'it has' : 'they have'} reported goes with {count === 1 ? 'it' : 'them'}, and what is
            connected is cut off. This cannot be undone.
          </Text>
          <TextInput
            label={
              <>
                Type <b className="foreign">{wanted}</b> to confirm
              </>
            }
            aria-label="Confirmation"
            data-autofocus
            autoComplete="off"
            disabled={busy}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          {busy && count > 1 ? (
            <>
              <Progress value={(100 * gone) / count} aria-label="Deleted so far" />
              <Text size="sm" role="status">
                {gone.toLocaleString()} of {count.toLocaleString()} deleted
              </Text>
            </>
          ) : null}
          {failure === undefined ? null : (
            <Alert color="red" role="alert" className="foreign">
              {describeError(failure)}
            </Alert>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {busy ? 'Stop' : 'Cancel'}
            </Button>
            <Button type="submit" color="red" loading={busy} disabled={typed.trim() !== wanted.trim()}>
              Delete
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Those that somebody else has deleted meanwhile are as good as deleted. */
async function deleteThem(applicationId: string, ids: readonly string[]): Promise<void> {
  const path = `/applications/${applicationId}/devices/delete`;
  const { failed } = await call<{ failed: number }>('POST', path, { body: { query: { id: { $in: ids } } } });
  if (failed > 0) throw new Error(`${failed} of ${ids.length} devices could not be deleted; try again`);
}
