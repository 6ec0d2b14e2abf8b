import { Switch, Text, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { Certificate } from '../../api/types.ts';
import { describeDevices } from '../../shared/devices/grant-words.ts';
import { TopicFields, type TopicRules } from '../../shared/devices/topic-fields.tsx';
import { ConfirmDialog } from '../../shared/form/confirm-dialog.tsx';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { storedItem } from '../../shared/form/stored.ts';
import { useForm } from '../../shared/form/use-form.ts';
import { t } from '../../words/words.ts';
import { PemField } from './pem-field.tsx';

interface Props {
  readonly certificate: Certificate;
  readonly onClose: () => void;
}

export function EditCertificateDialog({ certificate, onClose }: Props) {
  const { applicationId, applicationCertificateId, certificateInfo } = certificate;
  const queryClient = useQueryClient();
  const form = useForm({
    initial: toDraft(certificate),
    stored: storedItem(certificate, toDraft, () =>
      request('GET', '/applications/{applicationId}/certificates/{applicationCertificateId}', {
        path: { applicationId, applicationCertificateId },
      }),
    ),
    fields: () => ({
      certificate: 'renewed',
      description: 'description',
      filterType: 'filterType',
      pubTopics: 'pubTopics',
      subTopics: 'subTopics',
    }),
    save: async (values, ifMatch) => {
      await request('PATCH', '/applications/{applicationId}/certificates/{applicationCertificateId}', {
        path: { applicationId, applicationCertificateId },
        ifMatch,
        body: {
          description: values.description,
          status: values.active ? 'active' : 'inactive',
          ...values.topics,
          ...(values.renewed.trim() === '' ? {} : { certificate: values.renewed }),
        },
      });
      await queryClient.invalidateQueries({ queryKey: keys.certificates(applicationId) });
    },
  });
  return (
    <FormDialog form={form} title={t('Edit certificate')} opened onClose={onClose} submitLabel={t('Save')}>
      <Text size="sm" className="foreign" component="div">
        {t('{commonName}, for {certificate}', {
          commonName: certificateInfo.commonName,
          certificate: describeDevices(certificate, t('no device')),
        })}
        <Text size="xs" c="dimmed" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
          {certificateInfo.fingerprint}
        </Text>
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
      <PemField
        label={t('Replace by')}
        description={t('A renewed certificate for the same devices, in PEM. Empty: the present one stays.')}
        {...form.value('renewed')}
      />
      <Switch
        label={t('Active')}
        description={t('Devices that are connected with an inactive certificate are disconnected at once.')}
        {...form.checked('active')}
      />
    </FormDialog>
  );
}

export function DeleteCertificateDialog({ certificate, onClose }: Props) {
  const { applicationId, applicationCertificateId, certificateInfo } = certificate;
  const queryClient = useQueryClient();
  const remove = async () => {
    await request('DELETE', '/applications/{applicationId}/certificates/{applicationCertificateId}', {
      path: { applicationId, applicationCertificateId },
    });
    await queryClient.invalidateQueries({ queryKey: keys.certificates(applicationId) });
  };
  return (
    <ConfirmDialog
      title={t('Delete certificate')}
      opened
      onClose={onClose}
      confirmLabel={t('Delete')}
      onConfirm={remove}
    >
      {t('Devices that use “{commonName}” are disconnected at once and cannot come back with it.', {
        commonName: certificateInfo.commonName,
      })}
    </ConfirmDialog>
  );
}

function toDraft({ description, status, filterType, pubTopics, subTopics }: Certificate) {
  const topics: TopicRules = { filterType, pubTopics, subTopics };
  return { description, active: status === 'active', topics, renewed: '' };
}
