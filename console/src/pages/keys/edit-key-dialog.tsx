import { Switch, Text, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { AccessKey } from '../../api/types.ts';
import { describeDevices } from '../../shared/devices/grant-words.ts';
import { TopicFields, type TopicRules } from '../../shared/devices/topic-fields.tsx';
import { ConfirmDialog } from '../../shared/form/confirm-dialog.tsx';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { storedItem } from '../../shared/form/stored.ts';
import { useForm } from '../../shared/form/use-form.ts';
import { tx } from '../../words/rich.ts';
import { t } from '../../words/words.ts';

interface Props {
  readonly accessKey: AccessKey;
  readonly onClose: () => void;
}

export function EditKeyDialog({ accessKey, onClose }: Props) {
  const { applicationId, applicationKeyId } = accessKey;
  const queryClient = useQueryClient();
  const form = useForm({
    initial: toDraft(accessKey),
    stored: storedItem(accessKey, toDraft, () =>
      request('GET', '/applications/{applicationId}/keys/{applicationKeyId}', {
        path: { applicationId, applicationKeyId },
      }),
    ),
    fields: ['description', 'filterType', 'pubTopics', 'subTopics'],
    save: async (values, ifMatch) => {
      const { description, active } = values;
      await request('PATCH', '/applications/{applicationId}/keys/{applicationKeyId}', {
        path: { applicationId, applicationKeyId },
        ifMatch,
        body: { description, status: active ? 'active' : 'inactive', ...values.topics },
      });
      await queryClient.invalidateQueries({ queryKey: keys.accessKeys(applicationId) });
    },
  });
  return (
    <FormDialog form={form} title={t('Edit access key')} opened onClose={onClose} submitLabel={t('Save')}>
      <Text size="sm" className="foreign">
        {tx('{key}, for {accessKey}', {
          key: <code>{accessKey.key}</code>,
          accessKey: describeDevices(accessKey, t('every device')),
        })}
      </Text>
      <Textarea
        label={t('Description')}
        data-autofocus
        autosize
        minRows={1}
        maxRows={5}
        {...form.text('description')}
      />
      <TopicFields value={form.values.topics} onChange={form.value('topics').onChange} errors={form.errors} />
      <Switch
        label={t('Active')}
        description={t('Devices that are connected with an inactive key are disconnected at once.')}
        {...form.checked('active')}
      />
    </FormDialog>
  );
}

export function DeleteKeyDialog({ accessKey, onClose }: Props) {
  const { applicationId, applicationKeyId } = accessKey;
  const queryClient = useQueryClient();
  const remove = async () => {
    await request('DELETE', '/applications/{applicationId}/keys/{applicationKeyId}', {
      path: { applicationId, applicationKeyId },
    });
    await queryClient.invalidateQueries({ queryKey: keys.accessKeys(applicationId) });
  };
  return (
    <ConfirmDialog
      title={t('Delete access key')}
      opened
      onClose={onClose}
      confirmLabel={t('Delete')}
      onConfirm={remove}
    >
      {tx('Devices that use {key} are disconnected at once and cannot come back with it.', {
        key: <code>{accessKey.key}</code>,
      })}
    </ConfirmDialog>
  );
}

function toDraft({ description, status, filterType, pubTopics, subTopics }: AccessKey) {
  const topics: TopicRules = { filterType, pubTopics, subTopics };
  return { description, active: status === 'active', topics };
}
