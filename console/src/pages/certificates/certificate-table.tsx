import { Badge, Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Certificate } from '../../api/types.ts';
import { describeDevices, describeTopics } from '../../shared/devices/grant-words.ts';
import { Empty } from '../../shared/states.tsx';
import type { Column } from '../../shared/table/data-table.tsx';
import { ResourceTable } from '../../shared/table/resource-table.tsx';
import { RowButtons } from '../../shared/table/row-buttons.tsx';
import { t } from '../../words/words.ts';
import { DeleteCertificateDialog, EditCertificateDialog } from './edit-certificate-dialog.tsx';
import { certificatesPerPage, certificatesQuery } from './queries.ts';
import { RegisterCertificateDialog } from './register-certificate-dialog.tsx';
import { Validity } from './validity.tsx';

/** The certificates of devices. */
export function CertificateTable({ applicationId }: { applicationId: string }) {
  const [page, setPage] = useState(1);
  const [registering, setRegistering] = useState(false);
  const [edited, setEdited] = useState<Certificate>();
  const [deleted, setDeleted] = useState<Certificate>();
  const list = useQuery(certificatesQuery(applicationId, page - 1));
  const columns: readonly Column<Certificate>[] = [
    { head: t('Name'), cell: (certificate) => <CertificateName certificate={certificate} />, isTitle: true },
    { head: t('Devices'), isForeign: true, cell: (certificate) => describeDevices(certificate, t('no device')) },
    { head: t('Own topics'), cell: describeTopics, isWideOnly: true },
    {
      head: t('Signed by'),
      isForeign: true,
      cell: ({ certificateInfo }) => certificateInfo.issuerName,
      isWideOnly: true,
    },
    { head: t('Valid until'), cell: ({ certificateInfo }) => <Validity {...certificateInfo} /> },
    {
      head: t('Actions'),
      isHeadHidden: true,
      cell: (certificate) => (
        <RowButtons
          actions={[
            {
              label: t('Edit'),
              description: t('Edit {certificate}', { certificate: nameOf(certificate) }),
              onClick: () => setEdited(certificate),
            },
            {
              label: t('Delete'),
              description: t('Delete {certificate}', { certificate: nameOf(certificate) }),
              onClick: () => setDeleted(certificate),
            },
          ]}
        />
      ),
    },
  ];
  const register = (label: string) => <Button onClick={() => setRegistering(true)}>{label}</Button>;
  return (
    <>
      <ResourceTable
        query={list}
        noun="certificate"
        label={t('Certificates')}
        columns={columns}
        keyOf={({ id }) => id}
        paging={{ page, perPage: certificatesPerPage, onChange: setPage }}
        actions={list.data?.totalCount ? register(t('Register certificate')) : undefined}
        empty={
          <Empty title={t('No certificates yet')} action={register(t('Register the first certificate'))}>
            {t('Trust an authority first; then register the certificates that it has signed.')}
          </Empty>
        }
      />
      <RegisterCertificateDialog
        applicationId={applicationId}
        opened={registering}
        onClose={() => setRegistering(false)}
      />
      {edited === undefined ? null : (
        <EditCertificateDialog certificate={edited} onClose={() => setEdited(undefined)} />
      )}
      {deleted === undefined ? null : (
        <DeleteCertificateDialog certificate={deleted} onClose={() => setDeleted(undefined)} />
      )}
    </>
  );
}

/** Certificates without a common name are told apart by the start of the fingerprint. */
export function nameOf({ certificateInfo: { commonName, fingerprint } }: Certificate): string {
  return commonName === '' ? fingerprint.slice(0, 23) : commonName;
}

function CertificateName({ certificate }: { certificate: Certificate }) {
  const { status, description, certificateInfo } = certificate;
  return (
    <>
      <Group gap="xs">
        <Text size="sm">{nameOf(certificate)}</Text>
        {status === 'inactive' ? <Badge color="gray">{t('inactive')}</Badge> : null}
      </Group>
      <Text size="xs" c="dimmed" ff="monospace" title={certificateInfo.fingerprint} lineClamp={1}>
        {certificateInfo.fingerprint.slice(0, 23)}…
      </Text>
      {description === '' ? null : (
        <Text size="sm" c="dimmed" lineClamp={2}>
          {description}
        </Text>
      )}
    </>
  );
}
