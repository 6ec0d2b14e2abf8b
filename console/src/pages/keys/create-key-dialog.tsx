import { Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { Answer } from '../../api/shapes.ts';
import {
  DeviceRestriction,
  isComplete,
  noRestriction,
  toDeviceFields,
} from '../../shared/devices/device-restriction.tsx';
import { everyTopic, TopicFields } from '../../shared/devices/topic-fields.tsx';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { t } from '../../words/words.ts';

export type CreatedKey = Answer<'POST', '/applications/{applicationId}/keys'>;

const empty = { description: '', restriction: noRestriction, topics: everyTopic };

export function CreateKeyDialog(props: {
  applicationId: string;
  opened: boolean;
  onClose: () => void;
  onCreated: (key: CreatedKey) => void;
}) {
  const { applicationId, opened, onClose, onCreated } = props;
  const queryClient = useQueryClient();
  const form = useForm({
    initial: empty,
    fields: ['description', 'filterType', 'pubTopics', 'subTopics', 'deviceIds', 'deviceTags'],
    save: async ({ description, restriction, topics: { filterType, pubTopics, subTopics } }) => {
      const lists = filterType === 'whitelist' || filterType === 'blacklist' ? { pubTopics, subTopics } : {};
      const key = await request('POST', '/applications/{applicationId}/keys', {
        path: { applicationId },
        body: { description, filterType, ...lists, ...toDeviceFields(restriction) },
      });
      await queryClient.invalidateQueries({ queryKey: keys.accessKeys(applicationId) });
      return key;
    },
  });
  const { restriction, topics } = form.values;
  return (
    <FormDialog
      form={form}
      title={t('Create access key')}
      opened={opened}
      onClose={onClose}
      submitLabel={t('Create access key')}
      onGone={onCreated}
      disabled={!isComplete(restriction)}
    >
      <Textarea
        label={t('Description')}
        description={t('What will use it, so that you know it again.')}
        data-autofocus
        autosize
        minRows={1}
        maxRows={5}
        {...form.text('description')}
      />
      <DeviceRestriction
        applicationId={applicationId}
        offersAll
        value={restriction}
        onChange={form.value('restriction').onChange}
        errors={form.errors}
      />
      <TopicFields value={topics} onChange={form.value('topics').onChange} errors={form.errors} />
    </FormDialog>
  );
}
