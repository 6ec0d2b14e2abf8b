import { Alert, Button, Group, List, Modal, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { call } from '../../api/client.ts';
import { describeError } from '../../api/errors.ts';
import { deviceClasses } from '../../api/queries/devices.ts';
import type { Device } from '../../api/types.ts';
import { RowList } from '../form/row-list.tsx';
import { type DeviceDraft, dataTypes, describeLosses, emptyDraft, fieldOf, toBody, toDraft } from './device-draft.ts';

export interface DeviceFormProps {
  readonly applicationId: string;
  readonly mode: 'create' | 'clone' | 'edit';
  /** The one that is edited or cloned. */
  readonly device?: Device;
  readonly onClose: () => void;
  readonly onSaved: (device: Device) => void;
}

const titles = { create: 'New device', clone: 'Clone device', edit: 'Edit device' };

/** A window in which a device is made, cloned or changed. What was typed stays when saving fails. */
export function DeviceForm({ applicationId, mode, device, onClose, onSaved }: DeviceFormProps) {
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState<DeviceDraft>(() =>
    device ? toDraft(device, { clone: mode === 'clone' }) : emptyDraft,
  );
  const [failure, setFailure] = useState<{ field: string | undefined; message: string }>();
  const [busy, setBusy] = useState(false);
  const change = (given: Partial<DeviceDraft>) => setDraft((before) => ({ ...before, ...given }));
  const errorOf = (field: string) => (failure?.field === field ? failure.message : undefined);
  const losses = mode === 'edit' && device ? describeLosses(device, draft) : [];

  const save = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(undefined);
    try {
      const path = `/applications/${applicationId}/devices`;
      const saved = await (mode === 'edit' && device
        ? call<Device>('PATCH', `${path}/${device.id}`, { body: toBody(draft) })
        : call<Device>('POST', path, { body: toBody(draft) }));
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: ['devices', applicationId] }),
        queryClient.invalidateQueries({ queryKey: ['device', applicationId, saved.id] }),
        queryClient.invalidateQueries({ queryKey: ['compositeState', applicationId, saved.id] }),
        queryClient.invalidateQueries({ queryKey: ['application', applicationId] }),
      ]);
      onSaved(saved);
    } catch (error) {
      const message = describeError(error);
      setFailure({ field: fieldOf(message, draft), message });
      setBusy(false);
    }
  };

  return (
    <Modal opened onClose={onClose} title={titles[mode]} size="lg" closeOnClickOutside={false}>
      <form onSubmit={save} aria-label={titles[mode]}>
        <Stack gap="md">
          <TextInput
            label="Name"
            required
            maxLength={255}
            data-autofocus
            value={draft.name}
            error={errorOf('name')}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <Textarea
            label="Description"
            autosize
            minRows={1}
            maxRows={6}
            value={draft.description}
            error={errorOf('description')}
            onChange={(event) => change({ description: event.currentTarget.value })}
          />
          <NativeSelect
            label="Class"
            data={[...deviceClasses]}
            value={draft.deviceClass}
            error={errorOf('deviceClass')}
            onChange={(event) => change({ deviceClass: event.currentTarget.value })}
          />
          <RowList
            title="Attributes"
            what="attribute"
            rows={draft.attributes}
            keyOf={({ key }) => key}
            most={256}
            makeRow={(key) => ({ key, name: '', dataType: 'number', unit: '' })}
            onChange={(attributes) => change({ attributes })}
          >
            {(row, changeRow, number) => (
              <>
                <TextInput
                  flex={1}
                  aria-label={`Name of attribute ${number}`}
                  placeholder="temperature"
                  value={row.name}
                  error={errorOf(`attributes.${row.key}`)}
                  onChange={(event) => changeRow({ name: event.currentTarget.value })}
                />
                <NativeSelect
                  w={110}
                  aria-label={`Type of attribute ${number}`}
                  data={dataTypes}
                  value={row.dataType}
                  onChange={(event) => changeRow({ dataType: event.currentTarget.value })}
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
            rows={draft.tags}
            keyOf={({ row }) => row}
            most={100}
            makeRow={(row) => ({ row, key: '', value: '' })}
            onChange={(tags) => change({ tags })}
          >
            {(row, changeRow, number) => (
              <>
                <TextInput
                  flex={1}
                  aria-label={`Key of tag ${number}`}
                  placeholder="floor"
                  value={row.key}
                  error={errorOf(`tags.${row.row}`)}
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
          {failure === undefined ? null : (
            <Alert color="red" role="alert" className="foreign">
              {failure.message}
            </Alert>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              {mode === 'edit' ? 'Save' : 'Make device'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
