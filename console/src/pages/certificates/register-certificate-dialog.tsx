import { Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import {
  DeviceRestriction,
  isComplete,
  noRestriction,
  type Restriction,
  toDeviceFields,
} from '../../shared/devices/device-restriction.tsx';
import { everyTopic, TopicFields } from '../../shared/devices/topic-fields.tsx';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { t } from '../../words/words.ts';
import { PemField } from './pem-field.tsx';

const restriction: Restriction = { ...noRestriction, mode: 'devices' };
const empty = { certificate: '', description: '', restriction, topics: everyTopic };

export function RegisterCertificateDialog(props: { applicationId: string; opened: boolean; onClose: () => void }) {
  const { applicationId, opened, onClose } = props;
  const queryClient = useQueryClient();
  const form = useForm({
    initial: empty,
    fields: ['certificate', 'description', 'filterType', 'pubTopics', 'subTopics', 'deviceIds', 'deviceTags'],
    save: async ({ certificate, description, restriction: devices, topics }) => {
      const { filterType, pubTopics, subTopics } = topics;
      const lists = filterType === 'whitelist' || filterType === 'blacklist' ? { pubTopics, subTopics } : {};
      await request('POST', '/applications/{applicationId}/certificates', {
        path: { applicationId },
        body: { certificate, description, filterType, ...lists, ...toDeviceFields(devices) },
      });
      await queryClient.invalidateQueries({ queryKey: keys.certificates(applicationId) });
    },
  });
  return (
    <FormDialog
      form={form}
      title={t('Register certificate')}
      opened={opened}
      onClose={onClose}
      submitLabel={t('Register certificate')}
      disabled={!isComplete(form.values.restriction)}
    >
      <PemField
        label={t('Certificate')}
        description={t('In PEM, without its private key, which stays on the device.')}
        required
        {...form.value('certificate')}
      />
      <Textarea label={t('Description')} autosize minRows={1} maxRows={5} {...form.text('description')} />
      <DeviceRestriction
        applicationId={applicationId}
        value={form.values.restriction}
        onChange={form.value('restriction').onChange}
        errors={form.errors}
      />
      <TopicFields value={form.values.topics} onChange={form.value('topics').onChange} errors={form.errors} />
    </FormDialog>
  );
}
