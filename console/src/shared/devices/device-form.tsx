import { Alert, List, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { deviceClasses } from '../../api/queries/devices.ts';
import { keys } from '../../api/query-keys.ts';
import type { Device } from '../../api/types.ts';
import { FormDialog } from '../form/form-dialog.tsx';
import { RowList } from '../form/row-list.tsx';
import { useForm } from '../form/use-form.ts';
import {
  type AttributeRow,
  dataTypes,
  describeLosses,
  emptyDraft,
  listFields,
  toBody,
  toDraft,
} from './device-draft.ts';

export interface DeviceFormProps {
  readonly applicationId: string;
  readonly mode: 'create' | 'clone' | 'edit';
  /** The one that is edited or cloned. */
  readonly device?: Device;
  readonly onClose: () => void;
  readonly onSaved?: (device: Device) => void;
}

const titles = { create: 'New device', clone: 'Clone device', edit: 'Edit device' };

/** A window in which a device is made, cloned or changed. What was typed stays when saving fails. */
export function DeviceForm({ applicationId, mode, device, onClose, onSaved }: DeviceFormProps) {
  const queryClient = useQueryClient();
  const form = useForm({
    initial: device ? toDraft(device, { clone: mode === 'clone' }) : emptyDraft,
    fields: listFields,
    save: async (draft) => {
      const body = toBody(draft);
      const saved = await (mode === 'edit' && device
        ? request('PATCH', '/applications/{applicationId}/devices/{deviceId}', {
            path: { applicationId, deviceId: device.id },
            body,
          })
        : request('POST', '/applications/{applicationId}/devices', { path: { applicationId }, body }));
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: keys.devices(applicationId) }),
        queryClient.invalidateQueries({ queryKey: keys.device(applicationId, saved.id) }),
        queryClient.invalidateQueries({ queryKey: keys.compositeState(applicationId, saved.id) }),
        queryClient.invalidateQueries({ queryKey: keys.application(applicationId) }),
      ]);
      return saved;
    },
  });
  const { attributes, tags } = form.values;
  const losses = mode === 'edit' && device ? describeLosses(device, form.values) : [];
  return (
    <FormDialog
      form={form}
      title={titles[mode]}
      opened
      onClose={onClose}
      submitLabel={mode === 'edit' ? 'Save' : 'Make device'}
      {...(onSaved ? { onSaved } : {})}
    >
      <TextInput label="Name" required maxLength={255} data-autofocus {...form.text('name')} />
      <Textarea label="Description" autosize minRows={1} maxRows={6} {...form.text('description')} />
      <NativeSelect label="Class" data={[...deviceClasses]} {...form.text('deviceClass')} />
      <RowList
        title="Attributes"
        what="attribute"
        rows={attributes}
        keyOf={({ key }) => key}
        most={256}
        makeRow={(key): AttributeRow => ({ key, name: '', dataType: 'number', unit: '' })}
        onChange={form.value('attributes').onChange}
      >
        {(row, changeRow, number) => (
          <>
            <TextInput
              flex={1}
              aria-label={`Name of attribute ${number}`}
              placeholder="temperature"
              value={row.name}
              error={form.errors.of(`attributes.${row.key}`)}
              onChange={(event) => changeRow({ name: event.currentTarget.value })}
            />
            <NativeSelect
              w={110}
              aria-label={`Type of attribute ${number}`}
              data={dataTypes}
              value={row.dataType}
              onChange={(event) => changeRow({ dataType: event.currentTarget.value as (typeof dataTypes)[number] })}
            />
            <TextInput
              w={80}
              aria-label={`Unit of attribute ${number}`}
              placeholder="unit"
              maxLength={255}
              value={row.unit}
              onChange={(event) => changeRow({ unit: event.currentTarget.value })}
            />
          </>
        )}
      </RowList>
      <RowList
        title="Tags"
        what="tag"
        rows={tags}
        keyOf={({ row }) => row}
        most={100}
        makeRow={(row) => ({ row, key: '', value: '' })}
        onChange={form.value('tags').onChange}
      >
        {(row, changeRow, number) => (
          <>
            <TextInput
              flex={1}
              aria-label={`Key of tag ${number}`}
              placeholder="floor"
              value={row.key}
              error={form.errors.of(`tags.${row.row}`)}
              onChange={(event) => changeRow({ key: event.currentTarget.value })}
            />
            <TextInput
              flex={1}
              aria-label={`Value of tag ${number}`}
              placeholder="2"
              value={row.value}
              onChange={(event) => changeRow({ value: event.currentTarget.value })}
            />
          </>
        )}
      </RowList>
      {losses.length === 0 ? null : (
        <Alert color="orange" role="status" title="Saving changes what is stored">
          <List size="sm">
            {losses.map((loss) => (
              <List.Item key={loss} className="foreign">
                {loss}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
    </FormDialog>
  );
}
