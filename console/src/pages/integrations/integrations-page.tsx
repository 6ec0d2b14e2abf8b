import { Button, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { formatNumber } from '../../shared/format.ts';
import { Page } from '../../shared/page.tsx';
import { Empty } from '../../shared/states.tsx';
import type { Column } from '../../shared/table/data-table.tsx';
import { ResourceTable } from '../../shared/table/resource-table.tsx';
import { useIds } from '../../shared/use-ids.ts';
import { t } from '../../words/words.ts';
import { ConnectionState, problemOf } from './connection-state.tsx';
import { IntegrationDialog } from './integration-dialog.tsx';
import { type Integration, integrationsPerPage, integrationsQuery, typeNames } from './queries.ts';

/** The connections of the application to other systems. */
export function IntegrationsPage() {
  const { applicationId } = useIds();
  const navigate = useNavigate();
  const [page, setPage] = useState(1);
  const [creating, setCreating] = useState(false);
  const list = useQuery(integrationsQuery(applicationId, page - 1));
  const pathOf = ({ id }: Pick<Integration, 'id'>) => `/applications/${applicationId}/integrations/${id}`;
  const columns: readonly Column<Integration>[] = [
    { head: t('Name'), cell: ({ name }) => name, isTitle: true, to: pathOf },
    { head: t('Type'), cell: ({ integrationType }) => typeNames[integrationType], noWrap: true },
    { head: t('Connection'), cell: (integration) => <State integration={integration} /> },
    {
      head: t('Received'),
      cell: ({ status }) => formatNumber(status.counts.received),
      isNumber: true,
      isWideOnly: true,
    },
    {
      head: t('Published'),
      cell: ({ status }) => formatNumber(status.counts.published),
      isNumber: true,
      isWideOnly: true,
    },
  ];
  const create = () => setCreating(true);
  return (
    <Page
      title={t('Integrations')}
      description={t(
        'Connections to brokers and clouds of others: their messages come in here, and yours go out there.',
      )}
      actions={<Button onClick={create}>{t('Create integration')}</Button>}
    >
      <ResourceTable
        query={list}
        noun="integration"
        label={t('Integrations')}
        columns={columns}
        keyOf={({ id }) => id}
        paging={{ page, perPage: integrationsPerPage, onChange: setPage }}
        empty={
          <Empty
            title={t('No integrations yet')}
            action={<Button onClick={create}>{t('Create the first integration')}</Button>}
          >
            {t(
              'An integration stays connected to an MQTT broker, to Google Pub/Sub, to the Particle cloud or to Meridian.',
            )}
          </Empty>
        }
      />
      <IntegrationDialog
        applicationId={applicationId}
        opened={creating}
        onClose={() => setCreating(false)}
        onSaved={(made) => void navigate({ to: pathOf(made) })}
      />
    </Page>
  );
}

function State({ integration }: { integration: Integration }) {
  const problem = problemOf(integration);
  return (
    <Stack gap={2} align="flex-start">
      <ConnectionState integration={integration} />
      {problem === undefined ? null : (
        <Text size="xs" c="dimmed" lineClamp={2} className="foreign">
          {problem}
        </Text>
      )}
    </Stack>
  );
}
