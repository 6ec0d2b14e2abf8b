import { Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { request } from '../../api/client.ts';
import type { Answer } from '../../api/shapes.ts';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { DeviceRestriction, isComplete, noRestriction, toDeviceFields } from './device-restriction.tsx';
import { everyTopic, TopicFields } from './topic-fields.tsx';

export type CreatedKey = Answer<'POST', '/applications/{applicationId}/keys'>;

export function CreateKeyDialog(props: {
  applicationId: string;
  opened: boolean;
  onClose: () => void;
  onCreated: (key: CreatedKey) => void;
}) {
  const { applicationId, opened, onClose, onCreated } = props;
  const queryClient = useQueryClient();
  const [description, setDescription] = useState('');
  const [restriction, setRestriction] = useState(noRestriction);
  const [topics, setTopics] = useState(everyTopic);
  const save = async () => {
    const { filterType, pubTopics, subTopics } = topics;
    const lists = filterType === 'whitelist' || filterType === 'blacklist' ? { pubTopics, subTopics } : {};
    const key = await request('POST', '/applications/{applicationId}/keys', {
      path: { applicationId },
      body: { description, filterType, ...lists, ...toDeviceFields(restriction) },
    });
    setDescription('');
    setRestriction(noRestriction);
    setTopics(everyTopic);
    await queryClient.invalidateQueries({ queryKey: ['keys', applicationId] });
    return key;
  };
  return (
    <FormDialog
      title="Create access key"
      opened={opened}
      onClose={onClose}
      submitLabel="Create access key"
      onSave={save}
      onSaved={onCreated}
      fields={['description', 'filterType', 'pubTopics', 'subTopics', 'deviceIds', 'deviceTags']}
      disabled={!isComplete(restriction)}
    >
      {(errors) => (
        <>
          <Textarea
            label="Description"
            description="What will use it, so that you know it again."
            data-autofocus
            autosize
            minRows={1}
            maxRows={5}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
            error={errors.of('description')}
          />
          <DeviceRestriction
            applicationId={applicationId}
            value={restriction}
            onChange={setRestriction}
            errors={errors}
          />
          <TopicFields value={topics} onChange={setTopics} errors={errors} />
        </>
      )}
    </FormDialog>
  );
}
