import { Button, NativeSelect, SimpleGrid, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { serverQuery } from '../../api/queries/server.ts';
import type { Application } from '../../api/types.ts';
import { readFieldErrors } from '../../shared/form/field-errors.ts';
import { FormView } from '../../shared/form/form-view.tsx';
import { storedItem } from '../../shared/form/stored.ts';
import { type Form, useForm } from '../../shared/form/use-form.ts';
import { Section } from '../../shared/page.tsx';
import { Failure } from '../../shared/states.tsx';
import { usePatchApplication } from '../../shared/use-patch-application.ts';
import { t } from '../../words/words.ts';
import { type ConfigValues, targetKinds, targets, toConfig, toValues } from './config-values.ts';
import { TargetFields } from './target-fields.tsx';
import { TestOutcome } from './test-outcome.tsx';
import type { ArchiveConfig } from './types.ts';

/** Where the application's days go, and in which form. What was typed stays when saving fails. */
export function ConfigForm({ application }: { application: Application }) {
  const { id: applicationId, archiveConfig: stored } = application;
  const patch = usePatchApplication(applicationId);
  const server = useQuery(serverQuery);
  const form = useForm<ConfigValues>({
    initial: toValues(stored),
    stored: storedItem(
      application,
      ({ archiveConfig }) => toValues(archiveConfig),
      () => request('GET', '/applications/{applicationId}', { path: { applicationId } }),
    ),
    fields: listFields,
    // What was typed as a secret has arrived then, and is not kept here a moment longer.
    save: (values, ifMatch) => {
      test.reset();
      return patch({ archiveConfig: toConfig(values, stored) }, ifMatch);
    },
  });
  const test = useMutation({
    mutationFn: (archiveConfig: ArchiveConfig) =>
      request('POST', '/applications/{applicationId}/archiveTest', {
        path: { applicationId },
        body: { archiveConfig },
      }),
  });
  const { values } = form;
  const refused = readFieldErrors(test.error, listFields(values));
  const errorOf = (name: string) => form.errors.of(name) ?? refused.of(name);
  const tryOut = () => {
    const config = toConfig(values, stored);
    if (config !== null) test.mutate(config);
  };
  return (
    <Section title={t('Where days are archived')}>
      <FormView
        form={form}
        label={t('Archive configuration')}
        submitLabel={t('Save')}
        after={
          <Button variant="default" onClick={tryOut} loading={test.isPending} disabled={values.kind === 'none'}>
            {t('Test')}
          </Button>
        }
      >
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          <NativeSelect
            label={t('Target')}
            data={[
              { value: 'none', label: t('nowhere: nothing is archived') },
              ...targetKinds
                .filter((kind) => kind !== 'local' || kind === values.kind || server.data?.localArchives !== false)
                .map((value) => ({ value, label: targets[value].label })),
            ]}
            {...form.text('kind')}
            error={errorOf('local')}
          />
          {values.kind === 'none' ? null : (
            <>
              <TextInput
                label={t('Directory (optional)')}
                placeholder="plant/archive"
                maxLength={255}
                {...form.text('directory')}
                error={errorOf('directory')}
              />
              <NativeSelect
                label={t('Format')}
                data={[
                  { value: 'csv', label: t('CSV') },
                  { value: 'csv.gz', label: t('CSV, compressed') },
                  { value: 'parquet', label: t('Parquet') },
                ]}
                {...form.text('format')}
                error={errorOf('format')}
              />
            </>
          )}
        </SimpleGrid>
        {values.kind === 'none' ? (
          <Text size="sm" c="dimmed">
            {stored === undefined
              ? t('With a target, every UTC day of the devices’ states is written there once it is 31 days old.')
              : t(
                  'Saving this stops archiving; jobs that wait are cancelled. What has been written stays where it is.',
                )}
          </Text>
        ) : (
          <>
            <TargetFields
              kind={values.kind}
              values={values.fields}
              hasStored={stored?.[values.kind] !== undefined}
              errorOf={errorOf}
              onChange={(name, value) => form.change({ fields: { ...values.fields, [name]: value } })}
            />
            <DeviceChoice form={form} errorOf={errorOf} />
          </>
        )}
        {refused.rest === undefined ? null : <Failure error={refused.rest} />}
        {test.data === undefined ? null : <TestOutcome result={test.data} />}
      </FormView>
    </Section>
  );
}

/** The fields of the chosen target, and what the API calls them. */
function listFields({ kind, mode }: ConfigValues): Record<string, string> {
  if (kind === 'none') return {};
  const ofTarget = targets[kind].fields.map(({ name }) => `${kind}.${name}`);
  const names = [...ofTarget, 'local', 'directory', 'format', ...(mode === 'all' ? [] : ['deviceIds', 'deviceTags'])];
  return Object.fromEntries(names.map((name) => [`archiveConfig.${name}`, name]));
}

function DeviceChoice(props: { form: Form<ConfigValues, unknown>; errorOf: (name: string) => string | undefined }) {
  const { form, errorOf } = props;
  return (
    <>
      <NativeSelect
        label={t('Devices')}
        maw={320}
        data={[
          { value: 'all', label: t('all') },
          { value: 'whitelist', label: t('only those named below') },
          { value: 'blacklist', label: t('all but those named below') },
        ]}
        {...form.text('mode')}
      />
      {form.values.mode === 'all' ? null : (
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Textarea
            label={t('Ids, one on each line')}
            rows={3}
            spellCheck={false}
            {...form.text('deviceIds')}
            error={errorOf('deviceIds')}
          />
          <Textarea
            label={t('Tags, one on each line')}
            placeholder={t('site=north\nkind=')}
            rows={3}
            spellCheck={false}
            {...form.text('deviceTags')}
            error={errorOf('deviceTags')}
          />
        </SimpleGrid>
      )}
    </>
  );
}
