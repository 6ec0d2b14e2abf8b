import { Button, Code, Group, NumberInput, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Application } from '../../api/types.ts';
import { CopyButton } from '../../shared/copy-button.tsx';
import { readFieldErrors } from '../../shared/form/field-errors.ts';
import { Section } from '../../shared/page.tsx';
import { Failure } from '../../shared/states.tsx';
import { usePatchApplication } from './use-patch.ts';

const dayMs = 86_400_000;

/** Name, description, how long states are kept. Only what was changed is sent. */
export function GeneralSettings({ application }: { application: Application }) {
  const { id, dataTTL } = application;
  const patch = usePatchApplication(id);
  const [name, setName] = useState(application.name);
  const [description, setDescription] = useState(application.description ?? '');
  const [days, setDays] = useState<string | number>(dataTTL === undefined ? '' : dataTTL / dayMs);

  const ttl = days === '' ? null : Number(days) * dayMs;
  const changes = {
    ...(name.trim() === application.name ? {} : { name: name.trim() }),
    ...(description === (application.description ?? '') ? {} : { description }),
    ...(ttl === (dataTTL ?? null) ? {} : { dataTTL: ttl }),
  };
  const changed = Object.keys(changes).length > 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (changed) patch.mutate(changes);
  };
  const errors = readFieldErrors(patch.error, ['name', 'description', 'dataTTL']);

  return (
    <Section title="General">
      <form onSubmit={submit} aria-label="General">
        <Stack gap="md" maw={640}>
          <Group gap="xs">
            <Text size="sm">Application id</Text>
            <Code>{id}</Code>
            <CopyButton value={id} what="application id" />
          </Group>
          <TextInput
            label="Name"
            required
            maxLength={255}
            value={name}
            error={name.trim() === '' ? 'Give it a name' : errors.of('name')}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Textarea
            label="Description"
            autosize
            minRows={2}
            maxRows={12}
            maxLength={32_767}
            value={description}
            error={errors.of('description')}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
          <NumberInput
            label="Keep states for (days)"
            description="Older states are removed, never before they are archived where an archive is set up. Empty: as long as the owner keeps them."
            min={1}
            max={36_500}
            allowDecimal={false}
            allowNegative={false}
            maw={320}
            value={days}
            error={errors.of('dataTTL')}
            onChange={setDays}
          />
          {errors.rest === undefined ? null : <Failure error={errors.rest} title="Not saved" />}
          <Group gap="sm">
            <Button type="submit" loading={patch.isPending} disabled={!changed || name.trim() === ''}>
              Save
            </Button>
            <Text size="sm" c="dimmed" role="status">
              {changed ? 'Not saved yet' : patch.isSuccess ? 'Saved' : ''}
            </Text>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
