import { Switch, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { CertificateAuthority } from '../../api/types.ts';
import { ConfirmDialog } from '../../shared/form/confirm-dialog.tsx';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { storedItem } from '../../shared/form/stored.ts';
import { useForm } from '../../shared/form/use-form.ts';
import { t } from '../../words/words.ts';
import { PemField } from './pem-field.tsx';

/** Trusts a new authority, or changes one. */
export function AuthorityDialog(props: {
  applicationId: string;
  authority: CertificateAuthority | undefined;
  onClose: () => void;
}) {
  const { applicationId, authority, onClose } = props;
  const queryClient = useQueryClient();
  const form = useForm({
    initial: toDraft(authority),
    stored:
      authority &&
      storedItem(authority, toDraft, () =>
        request('GET', '/applications/{applicationId}/certificate-authorities/{applicationCertificateAuthorityId}', {
          path: { applicationId, applicationCertificateAuthorityId: authority.id },
        }),
      ),
    save: async ({ name, description, caBundle, active }, ifMatch) => {
      const body = { name, description, status: active ? ('active' as const) : ('inactive' as const) };
      if (authority === undefined) {
        await request('POST', '/applications/{applicationId}/certificate-authorities', {
          path: { applicationId },
          body: { ...body, caBundle },
        });
      } else {
        await request(
          'PATCH',
          '/applications/{applicationId}/certificate-authorities/{applicationCertificateAuthorityId}',
          {
            path: { applicationId, applicationCertificateAuthorityId: authority.id },
            ifMatch,
            // Connections that rest on it end when these are sent.
            body: {
              name,
              description,
              ...(caBundle === authority.caBundle ? {} : { caBundle }),
              ...(body.status === authority.status ? {} : { status: body.status }),
            },
          },
        );
      }
      await queryClient.invalidateQueries({ queryKey: keys.certificateAuthorities(applicationId) });
    },
  });
  return (
    <FormDialog
      form={form}
      title={authority === undefined ? t('Trust an authority') : t('Edit authority')}
      opened
      onClose={onClose}
      submitLabel={authority === undefined ? t('Trust it') : t('Save')}
    >
      <TextInput label={t('Name')} required data-autofocus {...form.text('name')} />
      <Textarea label={t('Description')} autosize minRows={1} maxRows={5} {...form.text('description')} />
      <PemField
        label={t('Its certificates')}
        description={t('In PEM, one or more. Each is trusted by itself; never paste the authority’s private key.')}
        required
        {...form.value('caBundle')}
      />
      <Switch
        label={t('Active')}
        description={t('Devices whose certificates an inactive authority has signed are disconnected at once.')}
        {...form.checked('active')}
      />
    </FormDialog>
  );
}

export function DeleteAuthorityDialog(props: { authority: CertificateAuthority; onClose: () => void }) {
  const { authority, onClose } = props;
  const { applicationId } = authority;
  const queryClient = useQueryClient();
  const remove = async () => {
    await request(
      'DELETE',
      '/applications/{applicationId}/certificate-authorities/{applicationCertificateAuthorityId}',
      {
        path: { applicationId, applicationCertificateAuthorityId: authority.id },
      },
    );
    await queryClient.invalidateQueries({ queryKey: keys.certificateAuthorities(applicationId) });
  };
  return (
    <ConfirmDialog title={t('Delete authority')} opened onClose={onClose} confirmLabel={t('Delete')} onConfirm={remove}>
      {t(
        'Devices whose certificates “{name}” has signed are disconnected at once. Their certificates stay registered, and are accepted again when an authority that has signed them is trusted.',
        { name: authority.name },
      )}
    </ConfirmDialog>
  );
}

function toDraft(authority: CertificateAuthority | undefined) {
  return {
    name: authority?.name ?? '',
    description: authority?.description ?? '',
    caBundle: authority?.caBundle ?? '',
    active: authority?.status !== 'inactive',
  };
}
