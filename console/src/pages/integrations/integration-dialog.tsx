import { NativeSelect, Switch, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import { ConfirmDialog } from '../../shared/form/confirm-dialog.tsx';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { storedItem } from '../../shared/form/stored.ts';
import { useForm } from '../../shared/form/use-form.ts';
import { t } from '../../words/words.ts';
import {
  configNames,
  type IntegrationValues,
  type OfferedType,
  offeredTypes,
  shownFields,
  toBody,
  toValues,
} from './form-values.ts';
import { IntegrationFields } from './integration-fields.tsx';
import { type Integration, typeNames } from './queries.ts';

interface Props {
  readonly applicationId: string;
  /** The one to change; undefined for a new one. */
  readonly stored?: Integration | undefined;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onSaved?: (integration: Integration) => void;
}

/** Makes an integration, or changes one. */
export function IntegrationDialog({ applicationId, stored, opened, onClose, onSaved }: Props) {
  const queryClient = useQueryClient();
  const form = useForm<IntegrationValues, Integration>({
    initial: toValues(stored),
    stored:
      stored &&
      storedItem(stored, toValues, () =>
        request('GET', '/applications/{applicationId}/integrations/{integrationId}', {
          path: { applicationId, integrationId: stored.id },
        }),
      ),
    fields: listFields,
    save: async (values, ifMatch) => {
      const body = toBody(values, stored);
      const saved =
        stored === undefined
          ? await request('POST', '/applications/{applicationId}/integrations', {
              path: { applicationId },
              body: { ...body, integrationType: values.integrationType as OfferedType },
            })
          : await request('PATCH', '/applications/{applicationId}/integrations/{integrationId}', {
              path: { applicationId, integrationId: stored.id },
              ifMatch,
              body,
            });
      queryClient.setQueryData(keys.integration(applicationId, saved.id), saved);
      await queryClient.invalidateQueries({ queryKey: keys.integrations(applicationId) });
      return saved;
    },
  });
  return (
    <FormDialog
      form={form}
      title={stored === undefined ? t('Create integration') : t('Edit integration')}
      opened={opened}
      onClose={onClose}
      submitLabel={stored === undefined ? t('Create integration') : t('Save')}
      size="xl"
      {...(onSaved === undefined ? {} : { onSaved })}
    >
      <TextInput label={t('Name')} required maxLength={1024} data-autofocus {...form.text('name')} />
      {stored === undefined ? (
        <NativeSelect
          label={t('Type')}
          description={t('It cannot be changed later.')}
          data={offeredTypes.map((value) => ({ value, label: typeNames[value] }))}
          {...form.text('integrationType')}
        />
      ) : null}
      <IntegrationFields form={form} stored={stored} />
      <Switch
        label={t('Enabled')}
        description={t('A disabled integration is not connected.')}
        {...form.checked('enabled')}
      />
    </FormDialog>
  );
}

/** The fields that are shown, and what the API calls them. */
function listFields(values: IntegrationValues): Record<string, string> {
  const type = values.integrationType as OfferedType;
  const config = configNames[type];
  return {
    name: 'name',
    topics: 'topics',
    [`${config}.protocol`]: 'protocol',
    ...Object.fromEntries(shownFields(values).map(({ name }) => [`${config}.${name}`, `${type}.${name}`])),
  };
}

/** Asks before an integration is deleted. */
export function DeleteIntegrationDialog(props: {
  applicationId: string;
  integration: Integration;
  onClose: () => void;
  onDeleted: () => void;
}) {
  const { applicationId, integration, onClose, onDeleted } = props;
  const queryClient = useQueryClient();
  const remove = async () => {
    await request('DELETE', '/applications/{applicationId}/integrations/{integrationId}', {
      path: { applicationId, integrationId: integration.id },
    });
    await queryClient.invalidateQueries({ queryKey: keys.integrations(applicationId) });
    onDeleted();
  };
  return (
    <ConfirmDialog
      title={t('Delete integration')}
      opened
      onClose={onClose}
      confirmLabel={t('Delete')}
      onConfirm={remove}
    >
      {t('“{name}” is disconnected at once. Messages that wait to be published are lost.', { name: integration.name })}
    </ConfirmDialog>
  );
}
