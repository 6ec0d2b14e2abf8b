import { Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { Body } from '../../api/shapes.ts';
import type { Credential } from '../../api/types.ts';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { storedItem } from '../../shared/form/stored.ts';
import { useForm } from '../../shared/form/use-form.ts';
import { t } from '../../words/words.ts';
import { configFields, HttpFields, JwtFields, toConfig, toDraft } from './credential-fields.tsx';
import { isPlainType, PlainFields } from './plain-fields.tsx';
import { nameType, typeNames } from './type-names.ts';

/** Makes a credential, or changes one. */
export function CredentialDialog(props: {
  applicationId: string;
  credential: Credential | undefined;
  onClose: () => void;
}) {
  const { applicationId, credential, onClose } = props;
  const queryClient = useQueryClient();
  const form = useForm({
    initial: toValues(credential),
    stored:
      credential &&
      storedItem(credential, toValues, () =>
        request('GET', '/applications/{applicationId}/credentials/{credentialId}', {
          path: { applicationId, credentialId: credential.id },
        }),
      ),
    fields: () => ({ name: 'name', description: 'description', type: 'type', ...configFields }),
    save: async ({ name, description, type, enabled, config }, ifMatch) => {
      const shared = { name, description, enabled, ...toConfig(type, config) };
      if (credential === undefined) {
        await request('POST', '/applications/{applicationId}/credentials', {
          path: { applicationId },
          // The form asks for a secret before it sends a new one.
          body: { ...shared, type } as Body<'POST', '/applications/{applicationId}/credentials'>,
        });
      } else {
        await request('PATCH', '/applications/{applicationId}/credentials/{credentialId}', {
          path: { applicationId, credentialId: credential.id },
          ifMatch,
          body: shared,
        });
      }
      await queryClient.invalidateQueries({ queryKey: keys.credentials(applicationId) });
    },
  });
  const { type, config } = form.values;
  const fields = {
    value: config,
    onChange: form.value('config').onChange,
    errors: form.errors,
    isStored: credential !== undefined,
  };
  return (
    <FormDialog
      form={form}
      title={credential === undefined ? t('Create credential') : t('Edit credential')}
      opened
      onClose={onClose}
      submitLabel={credential === undefined ? t('Create credential') : t('Save')}
    >
      <TextInput
        label={t('Name')}
        description={t('What uses it knows it by this name.')}
        required
        data-autofocus
        {...form.text('name')}
      />
      {credential === undefined ? (
        <Select
          label={t('Type')}
          data={Object.entries(typeNames).map(([value, label]) => ({ value, label }))}
          allowDeselect={false}
          value={type}
          onChange={(chosen) => form.change({ type: chosen as Credential['type'] })}
          error={form.errors.of('type')}
        />
      ) : (
        <TextInput label={t('Type')} value={nameType(type)} readOnly description={t('This cannot be changed.')} />
      )}
      {isPlainType(type) ? (
        <PlainFields
          type={type}
          {...fields}
          value={config.plain}
          onChange={(plain) => fields.onChange({ ...config, plain })}
        />
      ) : type === 'jwt' ? (
        <JwtFields {...fields} />
      ) : (
        <HttpFields {...fields} />
      )}
      <Textarea label={t('Description')} autosize minRows={1} maxRows={5} {...form.text('description')} />
      <Switch
        label={t('Enabled')}
        description={t('Whatever names a disabled credential fails and says so.')}
        {...form.checked('enabled')}
      />
    </FormDialog>
  );
}

function toValues(credential: Credential | undefined) {
  return {
    name: credential?.name ?? '',
    description: credential?.description ?? '',
    type: credential?.type ?? ('http' as Credential['type']),
    enabled: credential?.enabled ?? true,
    config: toDraft(credential),
  };
}
