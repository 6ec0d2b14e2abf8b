import { Badge, Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { CopyButton } from '../../shared/copy-button.tsx';
import { Page } from '../../shared/page.tsx';
import { Empty } from '../../shared/states.tsx';
import type { Column } from '../../shared/table/data-table.tsx';
import { ResourceTable } from '../../shared/table/resource-table.tsx';
import { Time } from '../../shared/time.tsx';
import { useIds } from '../../shared/use-ids.ts';
import { t } from '../../words/words.ts';
import { CreateWebhookDialog } from './create-webhook-dialog.tsx';
import { type Webhook, webhooksPerPage, webhooksQuery } from './queries.ts';
import { describeAnswer, describeVerification } from './webhook-words.ts';

/** The URLs under which others can call the application. */
export function WebhooksPage() {
  const { applicationId } = useIds();
  const [page, setPage] = useState(1);
  const [isCreating, setCreating] = useState(false);
  const list = useQuery(webhooksQuery(applicationId, page - 1));
  const columns: readonly Column<Webhook>[] = [
    {
      head: t('Name'),
      cell: ({ name }) => name,
      isTitle: true,
      to: ({ webhookId }) => `/applications/${applicationId}/webhooks/${webhookId}`,
    },
    { head: t('State||of a thing'), cell: ({ enabled }) => <StateBadge enabled={enabled} /> },
    { head: t('Verification'), cell: describeVerification },
    { head: t('Response'), cell: describeAnswer, isWideOnly: true },
    { head: t('Created'), cell: ({ creationDate }) => <Time value={creationDate} format="day" />, isWideOnly: true },
    {
      head: t('Actions'),
      isHeadHidden: true,
      cell: ({ name, url }) => <CopyButton value={url} label={t('Copy URL')} what={name} />,
    },
  ];
  return (
    <Page
      title={t('Webhooks')}
      description={t(
        'URLs that services elsewhere call when something happens there. The last calls of each are kept, to be looked at.',
      )}
      actions={<Button onClick={() => setCreating(true)}>{t('Create webhook')}</Button>}
    >
      <ResourceTable
        query={list}
        noun="webhook"
        label={t('Webhooks')}
        columns={columns}
        keyOf={({ id }) => id}
        paging={{ page, perPage: webhooksPerPage, onChange: setPage }}
        empty={
          <Empty
            title={t('No webhooks yet')}
            action={<Button onClick={() => setCreating(true)}>{t('Create the first webhook')}</Button>}
          >
            {t('A webhook gives a URL to paste into the settings of another service.')}
          </Empty>
        }
      />
      <CreateWebhookDialog applicationId={applicationId} opened={isCreating} onClose={() => setCreating(false)} />
    </Page>
  );
}

function StateBadge({ enabled }: { enabled: boolean }) {
  return <Group gap="xs">{enabled ? <Text size="sm">{t('On')}</Text> : <Badge color="gray">{t('off')}</Badge>}</Group>;
}
