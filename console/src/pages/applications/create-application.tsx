import { Button, Checkbox, FileInput, Group, SegmentedControl, Select, Stack, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { request, sendForm } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import { Dialog } from '../../shared/dialog.tsx';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { PlusIcon } from '../../shared/icons.tsx';
import { type BundleProblem, LeftOut } from '../../shared/left-out.tsx';
import { OwnerSelect } from '../../shared/owner-select.tsx';
import { t } from '../../words/words.ts';
import { templatesQuery } from './queries.ts';

interface Draft {
  readonly start: 'empty' | 'template' | 'bundle';
  readonly name: string;
  /** The organization that is to own it; empty: oneself. */
  readonly orgId: string;
  readonly applicationTemplateId: string | null;
  readonly importBundle: File | null;
  readonly includeDevices: boolean;
  readonly includeDataTableRows: boolean;
  readonly includeFiles: boolean;
}

interface Made {
  readonly id: string;
  readonly name: string;
  readonly problems: readonly BundleProblem[];
}

const initial: Draft = {
  start: 'empty',
  name: '',
  orgId: '',
  applicationTemplateId: null,
  importBundle: null,
  includeDevices: true,
  includeDataTableRows: true,
  includeFiles: true,
};

/** Makes an application, empty or from a template or a bundle, and opens it. `owner`: the organization that asks for one. */
export function CreateApplication({ owner }: { owner?: string | undefined }) {
  const [opened, setOpened] = useState(owner !== undefined);
  const [made, setMade] = useState<Made>();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const templates = useQuery({ ...templatesQuery, enabled: opened });
  const offered = templates.data?.items ?? [];
  const form = useForm({
    initial: { ...initial, orgId: owner ?? '' },
    check: ({ start, applicationTemplateId, importBundle }) => ({
      applicationTemplateId: start === 'template' && applicationTemplateId === null ? t('Choose one') : undefined,
      importBundle: start === 'bundle' && importBundle === null ? t('Choose a file') : undefined,
    }),
    save: async (draft) => {
      const application = await create(draft);
      void queryClient.invalidateQueries({ queryKey: keys.applications() });
      if (draft.orgId !== '')
        void queryClient.invalidateQueries({ queryKey: keys.organizationApplications(draft.orgId) });
      return application;
    },
  });
  const { start, name, applicationTemplateId, importBundle } = form.values;
  const isReady = {
    empty: name.trim() !== '',
    template: applicationTemplateId !== null,
    bundle: importBundle !== null,
  };
  const finish = (application: Made) => {
    if (application.problems.length > 0) setMade(application);
    else void navigate({ to: `/applications/${application.id}` });
  };
  const choices = [
    { value: 'empty', label: t('Empty') },
    ...(offered.length > 0 ? [{ value: 'template', label: t('A template') }] : []),
    { value: 'bundle', label: t('A bundle') },
  ];
  return (
    <>
      <Button leftSection={<PlusIcon size={16} />} onClick={() => setOpened(true)}>
        {t('Create an application')}
      </Button>
      <FormDialog
        form={form}
        title={t('Create an application')}
        opened={opened}
        onClose={() => setOpened(false)}
        submitLabel={start === 'bundle' ? t('Import') : t('Create')}
        size="md"
        disabled={!isReady[start]}
        onGone={finish}
      >
        <SegmentedControl
          aria-label={t('What it starts with')}
          data={choices}
          value={start}
          onChange={(value) => form.change({ start: value as Draft['start'] })}
        />
        {start === 'template' ? (
          <Select
            label={t('Template')}
            description={offered.find(({ id }) => id === applicationTemplateId)?.description}
            placeholder={t('Choose one')}
            data={offered.map(({ id, name: label }) => ({ value: id, label }))}
            searchable
            required
            {...form.value('applicationTemplateId')}
          />
        ) : null}
        {start === 'bundle' ? <BundleFields form={form} /> : null}
        <TextInput
          label={t('Name')}
          description={
            start === 'empty'
              ? t('What its devices have in common: a plant, a house, a project.')
              : start === 'template'
                ? t('Empty: as the template calls it.')
                : t('Empty: as the bundle calls it.')
          }
          required={start === 'empty'}
          maxLength={255}
          data-autofocus
          {...form.text('name')}
        />
        <OwnerSelect {...form.text('orgId')} />
      </FormDialog>
      {made === undefined ? null : (
        <Dialog opened onClose={() => setMade(undefined)} title={t('Not everything could be taken over')} size="lg">
          <Stack gap="md">
            <LeftOut applicationId={made.id} name={made.name} problems={made.problems} />
            <Group justify="flex-end">
              <Button data-autofocus onClick={() => void navigate({ to: `/applications/${made.id}` })}>
                {t('Open it')}
              </Button>
            </Group>
          </Stack>
        </Dialog>
      )}
    </>
  );
}

function BundleFields({ form }: { form: ReturnType<typeof useForm<Draft, Made>> }) {
  return (
    <>
      <FileInput
        label={t('Bundle')}
        description={t('A zip archive that an export has written')}
        placeholder={t('Choose a file')}
        accept=".zip,application/zip"
        clearable
        clearButtonProps={{ 'aria-label': t('Choose no file') }}
        required
        {...form.value('importBundle')}
      />
      <Group gap="lg" role="group" aria-label={t('What comes along')}>
        <Checkbox label={t('Devices')} {...form.checked('includeDevices')} />
        <Checkbox label={t('Rows of data tables')} {...form.checked('includeDataTableRows')} />
        <Checkbox label={t('Files')} {...form.checked('includeFiles')} />
      </Group>
    </>
  );
}

async function create(draft: Draft): Promise<Made> {
  const name = draft.name.trim();
  if (draft.start !== 'bundle' || draft.importBundle === null) {
    const { applicationTemplateId: templateId } = draft;
    const isTemplate = draft.start === 'template' && templateId !== null;
    const template = isTemplate
      ? await request('GET', '/applicationTemplates/{templateId}', { path: { templateId } })
      : undefined;
    const application = await request('POST', '/applications', {
      body: {
        name: name === '' ? (template?.name ?? '') : name,
        ...(draft.orgId === '' ? {} : { orgId: draft.orgId }),
        ...(isTemplate ? { applicationTemplateId: templateId } : {}),
      },
    });
    if (!isTemplate) return { id: application.id, name: application.name, problems: [] };
    const imports = await request('GET', '/applications/{applicationId}/imports', {
      path: { applicationId: application.id },
    });
    return { id: application.id, name: application.name, problems: imports.items[0]?.validationErrors ?? [] };
  }
  const { includeDevices, includeDataTableRows, includeFiles } = draft;
  const { application, validationErrors = [] } = await sendForm('/applications/import', {
    path: {},
    part: 'importBundle',
    file: draft.importBundle,
    fields: {
      ...(draft.orgId === '' ? {} : { orgId: draft.orgId }),
      includeDevices: String(includeDevices),
      includeDataTableRows: String(includeDataTableRows),
      includeFiles: String(includeFiles),
    },
  });
  if (!application) throw new Error(t('The server did not say which application it has made'));
  const { id } = application;
  if (name !== '')
    await request('PATCH', '/applications/{applicationId}', { path: { applicationId: id }, body: { name } });
  return { id, name: name === '' ? application.name : name, problems: validationErrors };
}
