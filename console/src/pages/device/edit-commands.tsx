import { Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { Device } from '../../api/types.ts';
import {
  type CommandRow,
  emptyField,
  listCommandFields,
  toCommandForms,
  toCommandRows,
} from '../../shared/devices/command-draft.ts';
import { CommandRows, checkCommandRows } from '../../shared/devices/command-rows.tsx';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { storedItem } from '../../shared/form/stored.ts';
import { useForm } from '../../shared/form/use-form.ts';
import { t } from '../../words/words.ts';

interface Draft {
  readonly commands: readonly CommandRow[];
}

const toDraft = ({ commandForms }: Device): Draft => ({ commands: toCommandRows(commandForms) });
const firstCommand: CommandRow = { key: 0, name: '', fields: [emptyField(0)] };

/** A window in which it is said what commands a device understands. */
export function EditCommands(props: { applicationId: string; device: Device; onClose: () => void }) {
  const { applicationId, device, onClose } = props;
  const queryClient = useQueryClient();
  const path = { applicationId, deviceId: device.id };
  const form = useForm({
    initial: toDraft(device),
    stored: storedItem(device, toDraft, () =>
      request('GET', '/applications/{applicationId}/devices/{deviceId}', { path }),
    ),
    fields: ({ commands }) => listCommandFields(commands),
    check: ({ commands }) => checkCommandRows(commands),
    save: async ({ commands }, ifMatch) => {
      await request('PATCH', '/applications/{applicationId}/devices/{deviceId}', {
        path,
        body: { commandForms: toCommandForms(commands) },
        ifMatch,
      });
      await queryClient.invalidateQueries({ queryKey: keys.device(applicationId, device.id) });
    },
  });
  const { commands } = form.values;
  const { onChange } = form.value('commands');
  return (
    <FormDialog
      form={form}
      title={t('Commands of the device')}
      opened
      onClose={onClose}
      submitLabel={t('Save')}
      size="xl"
    >
      <Text size="sm" c="dimmed">
        {t('The page of the device has a form for each of them. Other commands can be sent as JSON all the same.')}
      </Text>
      <CommandRows rows={commands.length === 0 ? [firstCommand] : commands} onChange={onChange} errors={form.errors} />
    </FormDialog>
  );
}
