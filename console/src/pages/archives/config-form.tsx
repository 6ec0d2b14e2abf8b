import { Alert, Button, Group, NativeSelect, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { call } from '../../api/client.ts';
import { describeError } from '../../api/errors.ts';
import { applicationQuery } from '../../api/queries.ts';
import type { Application } from '../../api/types.ts';
import { Section } from '../../shared/page.tsx';
import { type ConfigValues, findField, targetKinds, targets, toConfig, toValues } from './config-values.ts';
import { TargetFields } from './target-fields.tsx';
import { TestOutcome } from './test-outcome.tsx';
import type { ArchiveConfig, TestResult } from './types.ts';

/** Where the application's days go, and in which form. What was typed stays when saving fails. */
export function ConfigForm({ applicationId, stored }: { applicationId: string; stored: ArchiveConfig | undefined }) {
  const queryClient = useQueryClient();
  const [values, setValues] = useState(() => toValues(stored));
  const set = (change: Partial<ConfigValues>) => setValues((before) => ({ ...before, ...change }));
  const test = useMutation({
    mutationFn: (archiveConfig: ArchiveConfig) =>
      call<TestResult>('POST', `/applications/${applicationId}/archiveTest`, { body: { archiveConfig } }),
  });
  const save = useMutation({
    mutationFn: (archiveConfig: ArchiveConfig | null) =>
      call<Application>('PATCH', `/applications/${applicationId}`, { body: { archiveConfig } }),
    onSuccess: (application) => {
      queryClient.setQueryData(applicationQuery(applicationId).queryKey, application);
      // What was typed as a secret has arrived, and is not kept here a moment longer.
      setValues(toValues((application as { archiveConfig?: ArchiveConfig }).archiveConfig));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    test.reset();
    save.mutate(toConfig(values, stored));
  };
  const tryOut = () => {
    save.reset();
    const config = toConfig(values, stored);
    if (config !== null) test.mutate(config);
  };

  const failure = save.error ?? test.error;
  const message = failure ? describeError(failure) : undefined;
  const field = message === undefined ? undefined : findField(message);
  const errorOf = (name: string) => (field === name ? message : undefined);
  const isShown = field !== undefined && shownFields(values).includes(field);
  return (
    <Section title="Where days are archived">
      <form onSubmit={submit} aria-label="Archive configuration">
        <Stack gap="sm">
          <SimpleGrid cols={{ base: 1, sm: 3 }}>
            <NativeSelect
              label="Target"
              data={[
                { value: 'none', label: 'nowhere: nothing is archived' },
                ...targetKinds.map((value) => ({ value, label: targets[value].label })),
              ]}
              value={values.kind}
              error={errorOf('local')}
              onChange={(event) => set({ kind: event.currentTarget.value as ConfigValues['kind'] })}
            />
            {values.kind === 'none' ? null : (
              <>
                <TextInput
                  label="Directory (optional)"
                  placeholder="plant/archive"
                  maxLength={255}
                  value={values.directory}
                  error={errorOf('directory')}
                  onChange={(event) => set({ directory: event.currentTarget.value })}
                />
                <NativeSelect
                  label="Format"
                  data={[
                    { value: 'csv', label: 'CSV' },
                    { value: 'csv.gz', label: 'CSV, compressed' },
                    { value: 'parquet', label: 'Parquet' },
                  ]}
                  value={values.format}
                  error={errorOf('format')}
                  onChange={(event) => set({ format: event.currentTarget.value as ConfigValues['format'] })}
                />
              </>
            )}
          </SimpleGrid>
          {values.kind === 'none' ? (
            <Text size="sm" c="dimmed">
              {stored === undefined
                ? 'With a target, every UTC day of the devices’ states is written there once it is 31 days old.'
                : 'Saving this stops archiving; jobs that wait are cancelled. What has been written stays where it is.'}
            </Text>
          ) : (
            <>
              <TargetFields
                kind={values.kind}
                values={values.fields}
                hasStored={stored?.[values.kind] !== undefined}
                errorOf={errorOf}
                onChange={(name, value) => set({ fields: { ...values.fields, [name]: value } })}
              />
              <DeviceChoice values={values} errorOf={errorOf} onChange={set} />
            </>
          )}
          {message === undefined || isShown ? null : (
            <Alert color="red" role="alert" className="foreign">
              {message}
            </Alert>
          )}
          {test.data === undefined ? null : <TestOutcome result={test.data} />}
          <Group gap="sm">
            <Button type="submit" loading={save.isPending}>
              Save
            </Button>
            <Button variant="default" onClick={tryOut} loading={test.isPending} disabled={values.kind === 'none'}>
              Test
            </Button>
            <span role="status">{save.isSuccess ? 'Saved.' : ''}</span>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}

function shownFields({ kind, mode }: ConfigValues): string[] {
  if (kind === 'none') return [];
  const ofTarget = targets[kind].fields.map(({ name }) => `${kind}.${name}`);
  return [...ofTarget, 'local', 'directory', 'format', ...(mode === 'all' ? [] : ['deviceIds', 'deviceTags'])];
}

function DeviceChoice(props: {
  values: ConfigValues;
  errorOf: (name: string) => string | undefined;
  onChange: (change: Partial<ConfigValues>) => void;
}) {
  const { values, errorOf, onChange } = props;
  return (
    <>
      <NativeSelect
        label="Devices"
        maw={320}
        data={[
          { value: 'all', label: 'all' },
          { value: 'whitelist', label: 'only those named below' },
          { value: 'blacklist', label: 'all but those named below' },
        ]}
        value={values.mode}
        onChange={(event) => onChange({ mode: event.currentTarget.value as ConfigValues['mode'] })}
      />
      {values.mode === 'all' ? null : (
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Textarea
            label="Ids, one on each line"
            rows={3}
            spellCheck={false}
            value={values.deviceIds}
            error={errorOf('deviceIds')}
            onChange={(event) => onChange({ deviceIds: event.currentTarget.value })}
          />
          <Textarea
            label="Tags, one on each line"
            placeholder={'site=north\nkind='}
            rows={3}
            spellCheck={false}
            value={values.deviceTags}
            error={errorOf('deviceTags')}
            onChange={(event) => onChange({ deviceTags: event.currentTarget.value })}
          />
        </SimpleGrid>
      )}
    </>
  );
}
