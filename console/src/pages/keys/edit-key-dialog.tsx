import { Switch, Text, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { request } from '../../api/client.ts';
import type { AccessKey } from '../../api/types.ts';
import { ConfirmDialog } from '../../shared/form/confirm-dialog.tsx';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { describeDevices } from './key-words.ts';
import { TopicFields, type TopicRules } from './topic-fields.tsx';

interface Props {
  readonly accessKey: AccessKey;
  readonly onClose: () => void;
}

export function EditKeyDialog({ accessKey, onClose }: Props) {
  const { applicationId, applicationKeyId } = accessKey;
  const queryClient = useQueryClient();
  const [description, setDescription] = useState(accessKey.description);
  const [active, setActive] = useState(accessKey.status === 'active');
  const [topics, setTopics] = useState<TopicRules>(accessKey);
  const save = async () => {
    const { filterType, pubTopics, subTopics } = topics;
    await request('PATCH', '/applications/{applicationId}/keys/{applicationKeyId}', {
      path: { applicationId, applicationKeyId },
      body: { description, status: active ? 'active' : 'inactive', filterType, pubTopics, subTopics },
    });
    await queryClient.invalidateQueries({ queryKey: ['keys', applicationId] });
  };
  return (
    <FormDialog
      title="Edit access key"
      opened
      onClose={onClose}
      submitLabel="Save"
      onSave={save}
      fields={['description', 'status', 'filterType', 'pubTopics', 'subTopics']}
    >
      {(errors) => (
        <>
          <Text size="sm" className="foreign">
            <code>{accessKey.key}</code>, for {describeDevices(accessKey)}
          </Text>
          <Textarea
            label="Description"
            data-autofocus
            autosize
            minRows={1}
            maxRows={5}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
            error={errors.of('description')}
          />
          <TopicFields value={topics} onChange={setTopics} errors={errors} />
          <Switch
            label="Active"
            description="Devices that are connected with an inactive key are disconnected at once."
            checked={active}
            onChange={(event) => setActive(event.currentTarget.checked)}
          />
        </>
      )}
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
    await queryClient.invalidateQueries({ queryKey: ['keys', applicationId] });
  };
  return (
    <ConfirmDialog title="Delete access key" opened onClose={onClose} confirmLabel="Delete" onConfirm={remove}>
      Devices that use <code>{accessKey.key}</code> are disconnected at once and cannot come back with it.
    </ConfirmDialog>
  );
}
