import { Alert, List, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { deviceClasses } from '../../api/queries/devices.ts';
import { keys } from '../../api/query-keys.ts';
import type { Device } from '../../api/types.ts';
import { t } from '../../words/words.ts';
import { FormDialog } from '../form/form-dialog.tsx';
import { storedItem } from '../form/stored.ts';
import { useForm } from '../form/use-form.ts';
import { describeLosses, emptyDraft, listFields, toBody, toDraft } from './device-draft.ts';
import { AttributeRows, TagRows } from './device-rows.tsx';

export interface DeviceFormProps {
  readonly applicationId: string;
  readonly mode: 'create' | 'clone' | 'edit';
  /** The one that is edited or cloned. */
  readonly device?: Device;
  readonly onClose: () => void;
  readonly onSaved?: (device: Device) => void;
}

const titles = { create: t('New device'), clone: t('Clone device'), edit: t('Edit device') };

/** A window in which a device is made, cloned or changed. What was typed stays when saving fails. */
export function DeviceForm({ applicationId, mode, device, onClose, onSaved }: DeviceFormProps) {
  const queryClient = useQueryClient();
  const form = useForm({
    initial: device ? toDraft(device, { clone: mode === 'clone' }) : emptyDraft,
    stored:
      mode === 'edit' && device
        ? storedItem(
            device,
            (now) => toDraft(now),
            () =>
              request('GET', '/applications/{applicationId}/devices/{deviceId}', {
                path: { applicationId, deviceId: device.id },
              }),
          )
        : undefined,
    fields: listFields,
    save: async (draft, ifMatch) => {
      const isClone = mode === 'clone' && device?.commandForms !== undefined;
      const body = { ...toBody(draft), ...(isClone ? { commandForms: device.commandForms } : {}) };
      const saved = await (mode === 'edit' && device
        ? request('PATCH', '/applications/{applicationId}/devices/{deviceId}', {
            path: { applicationId, deviceId: device.id },
            body,
            ifMatch,
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
      submitLabel={mode === 'edit' ? t('Save') : t('Make device')}
      {...(onSaved ? { onSaved } : {})}
    >
      <TextInput label={t('Name')} required maxLength={255} data-autofocus {...form.text('name')} />
      <Textarea label={t('Description')} autosize minRows={1} maxRows={6} {...form.text('description')} />
      <NativeSelect label={t('Class')} data={[...deviceClasses]} {...form.text('deviceClass')} />
      <AttributeRows rows={attributes} onChange={form.value('attributes').onChange} errors={form.errors} />
      <TagRows rows={tags} onChange={form.value('tags').onChange} errors={form.errors} />
      {losses.length === 0 ? null : (
        <Alert color="orange" role="status" title={t('Saving changes what is stored')}>
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
