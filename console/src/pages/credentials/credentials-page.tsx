import { Badge, Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Credential } from '../../api/types.ts';
import { Page } from '../../shared/page.tsx';
import { Empty } from '../../shared/states.tsx';
import type { Column } from '../../shared/table/data-table.tsx';
import { ResourceTable } from '../../shared/table/resource-table.tsx';
import { RowButtons } from '../../shared/table/row-buttons.tsx';
import { Time } from '../../shared/time.tsx';
import { useIds } from '../../shared/use-ids.ts';
import { t } from '../../words/words.ts';
import { CredentialDialog } from './credential-dialog.tsx';
import { DeleteCredentialDialog } from './delete-credential-dialog.tsx';
import { isPlainType } from './plain-fields.tsx';
import { credentialsPerPage, credentialsQuery } from './queries.ts';
import { nameType } from './type-names.ts';

/** Secrets that other things of the application use by name. */
export function CredentialsPage() {
  const { applicationId } = useIds();
  const [page, setPage] = useState(1);
  const [edited, setEdited] = useState<Credential | 'new'>();
  const [deleted, setDeleted] = useState<Credential>();
  const list = useQuery(credentialsQuery(applicationId, page - 1));
  const columns: readonly Column<Credential>[] = [
    { head: t('Name'), cell: (credential) => <CredentialName credential={credential} />, isTitle: true },
    { head: t('For'), cell: ({ type }) => nameType(type) },
    { head: t('Details'), isForeign: true, cell: describeConfig },
    { head: t('Changed'), cell: ({ lastUpdated }) => <Time value={lastUpdated} format="day" />, isWideOnly: true },
    {
      head: t('Actions'),
      isHeadHidden: true,
      cell: (credential) => (
        <RowButtons
          actions={[
            {
              label: t('Edit'),
              description: t('Edit {name}', { name: credential.name }),
              onClick: () => setEdited(credential),
            },
            {
              label: t('Delete'),
              description: t('Delete {name}', { name: credential.name }),
              onClick: () => setDeleted(credential),
            },
          ]}
        />
      ),
    },
  ];
  return (
    <Page
      title={t('Credentials')}
      description={t(
        'Secrets for other services, kept encrypted and used by name. Nobody sees a secret again once it is stored.',
      )}
      actions={<Button onClick={() => setEdited('new')}>{t('Create credential')}</Button>}
    >
      <ResourceTable
        query={list}
        noun="credential"
        label={t('Credentials')}
        columns={columns}
        keyOf={({ id }) => id}
        paging={{ page, perPage: credentialsPerPage, onChange: setPage }}
        empty={
          <Empty
            title={t('No credentials yet')}
            action={<Button onClick={() => setEdited('new')}>{t('Create the first credential')}</Button>}
          >
            {t('A secret that stands here can be renewed in one place, and is in no export.')}
          </Empty>
        }
      />
      {edited === undefined ? null : (
        <CredentialDialog
          applicationId={applicationId}
          credential={edited === 'new' ? undefined : edited}
          onClose={() => setEdited(undefined)}
        />
      )}
      {deleted === undefined ? null : (
        <DeleteCredentialDialog credential={deleted} onClose={() => setDeleted(undefined)} />
      )}
    </Page>
  );
}

function describeConfig(credential: Credential): string {
  if (isPlainType(credential.type)) return '';
  const { jwtConfig, httpConfig } = credential;
  if (jwtConfig)
    return jwtConfig.issuer
      ? t('{algorithm}, issuer {issuer}', { algorithm: jwtConfig.algorithm, issuer: jwtConfig.issuer })
      : jwtConfig.algorithm;
  return httpConfig?.uriMatch ?? '';
}

function CredentialName({ credential: { name, enabled, description } }: { credential: Credential }) {
  return (
    <>
      <Group gap="xs">
        <Text size="sm">{name}</Text>
        {enabled ? null : <Badge color="gray">{t('disabled')}</Badge>}
      </Group>
      {description === '' ? null : (
        <Text size="sm" c="dimmed" lineClamp={2}>
          {description}
        </Text>
      )}
    </>
  );
}
