import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CertificateAuthority } from '../../api/types.ts';
import { Empty } from '../../shared/states.tsx';
import type { Column } from '../../shared/table/data-table.tsx';
import { ResourceTable } from '../../shared/table/resource-table.tsx';
import { RowButtons } from '../../shared/table/row-buttons.tsx';
import { t } from '../../words/words.ts';
import { AuthorityDialog, DeleteAuthorityDialog } from './authority-dialogs.tsx';
import { authoritiesPerPage, authoritiesQuery } from './queries.ts';
import { Validity } from './validity.tsx';

/** Whom the application trusts to sign certificates. */
export function AuthorityTable({ applicationId }: { applicationId: string }) {
  const [page, setPage] = useState(1);
  const [edited, setEdited] = useState<CertificateAuthority | 'new'>();
  const [deleted, setDeleted] = useState<CertificateAuthority>();
  const list = useQuery(authoritiesQuery(applicationId, page - 1));
  const columns: readonly Column<CertificateAuthority>[] = [
    { head: t('Name'), cell: (authority) => <AuthorityName authority={authority} />, isTitle: true },
    { head: t('Certificates'), isForeign: true, cell: (authority) => <Bundle authority={authority} /> },
    {
      head: t('Actions'),
      isHeadHidden: true,
      cell: (authority) => (
        <RowButtons
          actions={[
            {
              label: t('Edit'),
              description: t('Edit {name}', { name: authority.name }),
              onClick: () => setEdited(authority),
            },
            {
              label: t('Delete'),
              description: t('Delete {name}', { name: authority.name }),
              onClick: () => setDeleted(authority),
            },
          ]}
        />
      ),
    },
  ];
  const add = (label: string) => (
    <Button variant="default" onClick={() => setEdited('new')}>
      {label}
    </Button>
  );
  return (
    <>
      <ResourceTable
        query={list}
        noun="authority"
        label={t('Certificate authorities')}
        columns={columns}
        keyOf={({ id }) => id}
        paging={{ page, perPage: authoritiesPerPage, onChange: setPage }}
        actions={list.data?.totalCount ? add(t('Trust another authority')) : undefined}
        empty={
          <Empty title={t('No authorities yet')} action={add(t('Trust an authority'))}>
            {t('Upload the certificate of the authority that signs those of your devices.')}
          </Empty>
        }
      />
      {edited === undefined ? null : (
        <AuthorityDialog
          applicationId={applicationId}
          authority={edited === 'new' ? undefined : edited}
          onClose={() => setEdited(undefined)}
        />
      )}
      {deleted === undefined ? null : (
        <DeleteAuthorityDialog authority={deleted} onClose={() => setDeleted(undefined)} />
      )}
    </>
  );
}

function AuthorityName({ authority: { name, status, description } }: { authority: CertificateAuthority }) {
  return (
    <>
      <Group gap="xs">
        <Text size="sm">{name}</Text>
        {status === 'inactive' ? <Badge color="gray">{t('inactive')}</Badge> : null}
      </Group>
      {description === '' ? null : (
        <Text size="sm" c="dimmed" lineClamp={2}>
          {description}
        </Text>
      )}
    </>
  );
}

function Bundle({ authority: { caInfo } }: { authority: CertificateAuthority }) {
  return (
    <Stack gap={4}>
      {caInfo.map((info) => (
        <Group key={info.fingerprint} gap="xs" title={info.fingerprint}>
          <Text size="sm">{info.commonName === '' ? info.fingerprint.slice(0, 23) : info.commonName}</Text>
          <Text size="sm" c="dimmed">
            {t('until')}
          </Text>
          <Validity {...info} />
        </Group>
      ))}
    </Stack>
  );
}
