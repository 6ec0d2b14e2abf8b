import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { call } from '../../api/client.ts';
import type { Device } from '../../api/types.ts';
import { Section } from '../../shared/page.tsx';
import { Failure } from '../../shared/states.tsx';
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
  const [name, setName] = useState('My device');
  const [rows, setRows] = useState(firstRows);
  const [checked, setChecked] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  /** Made, but still without its key: another try must not make a second one. */
  const [device, setDevice] = useState<Device>();
  const rowErrors = checkAttributeRows(rows);
  const nameError = name.trim() === '' ? 'Give it a name' : undefined;

  const make = async (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    setFailure(undefined);
    if (nameError !== undefined || rowErrors.some((error) => error !== undefined)) return;
    setBusy(true);
    try {
      const made = device ?? (await call<Device>('POST', `/applications/${applicationId}/devices`, { body: body() }));
      setDevice(made);
      const { key, secret } = await call<{ key: string; secret: string }>(
        'POST',
        `/applications/${applicationId}/keys`,
        {
          body: { description: `Made for ${made.name}`, deviceIds: [made.id] },
        },
      );
      void queryClient.invalidateQueries({ queryKey: ['devices', applicationId] });
      void queryClient.invalidateQueries({ queryKey: ['application', applicationId] });
      onMade({ device: made, key, secret });
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  const body = () => ({ name: name.trim(), attributes: rows.map(({ name, dataType }) => ({ name, dataType })) });

  return (
    <Section title="The device">
      <form onSubmit={make} aria-label="Connect a device" noValidate>
        <Stack gap="md" maw={520}>
          <TextInput
            label="Name"
            required
            maxLength={255}
            data-autofocus
            value={name}
            disabled={device !== undefined}
            error={checked ? nameError : undefined}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <AttributeRows rows={rows} errors={checked ? rowErrors : []} onChange={setRows} />
          <Text size="sm" c="dimmed">
            The device gets an access key of its own, which lets no other device in. Attributes can be changed later.
          </Text>
          {failure === undefined ? null : (
            <Failure
              error={failure}
              title={device === undefined ? 'The device was not made' : 'The device is made, its access key is not'}
            />
          )}
          <Button type="submit" loading={busy} style={{ alignSelf: 'flex-start' }}>
            {device === undefined ? 'Create device and key' : 'Create the key'}
          </Button>
        </Stack>
      </form>
    </Section>
  );
}
