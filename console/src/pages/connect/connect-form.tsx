import { Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { Device } from '../../api/types.ts';
import { FormView } from '../../shared/form/form-view.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { Section } from '../../shared/page.tsx';
import { t } from '../../words/words.ts';
import { type AttributeRow, AttributeRows, checkAttributeRows } from './attribute-rows.tsx';

/** A device that may connect; the secret is not to be had again. */
export interface Connectable {
  readonly device: Device;
  readonly key: string;
  readonly secret: string;
}

const firstRows: readonly AttributeRow[] = [
  { key: 1, name: 'temperature', dataType: 'number' },
  { key: 2, name: 'humidity', dataType: 'number' },
];

/** Makes a device, and an access key that lets this device in and no other. */
export function ConnectForm(props: { applicationId: string; onMade: (made: Connectable) => void }) {
  const { applicationId, onMade } = props;
  const queryClient = useQueryClient();
  /** Made, but still without its key: another try must not make a second one. */
  const [device, setDevice] = useState<Device>();
  const form = useForm({
    initial: { name: t('My device'), rows: firstRows },
    fields: ['name'],
    check: ({ name, rows }) => ({
      name: name.trim() === '' ? t('Give it a name') : undefined,
      rows: checkAttributeRows(rows).find((problem) => problem !== undefined),
    }),
    save: async ({ name, rows }): Promise<Connectable> => {
      const path = { applicationId };
      const attributes = rows.map((row) => ({ name: row.name, dataType: row.dataType }));
      const made =
        device ??
        (await request('POST', '/applications/{applicationId}/devices', {
          path,
          body: { name: name.trim(), attributes },
        }));
      setDevice(made);
      const { key, secret } = await request('POST', '/applications/{applicationId}/keys', {
        path,
        body: { description: t('Made for {name}', { name: made.name }), deviceIds: [made.id] },
      });
      void queryClient.invalidateQueries({ queryKey: keys.devices(applicationId) });
      void queryClient.invalidateQueries({ queryKey: keys.application(applicationId) });
      return { device: made, key, secret };
    },
  });
  const { rows } = form.values;
  return (
    <Section title={t('The device')}>
      <FormView
        form={form}
        label={t('Connect a device')}
        submitLabel={device === undefined ? t('Create device and key') : t('Create the key')}
        failureTitle={
          device === undefined ? t('The device was not made') : t('The device is made, its access key is not')
        }
        savedText=""
        noValidate
        maxWidth={520}
        onSaved={onMade}
      >
        <TextInput
          label={t('Name')}
          required
          maxLength={255}
          data-autofocus
          disabled={device !== undefined}
          {...form.text('name')}
        />
        <AttributeRows
          rows={rows}
          errors={form.errors.of('rows') === undefined ? [] : checkAttributeRows(rows)}
          onChange={form.value('rows').onChange}
        />
        <Text size="sm" c="dimmed">
          {t(
            'The device gets an access key of its own, which lets no other device in. Attributes can be changed later.',
          )}
        </Text>
      </FormView>
    </Section>
  );
}
