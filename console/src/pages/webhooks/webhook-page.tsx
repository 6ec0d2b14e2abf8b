import { Badge, Button, Group, SimpleGrid } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { Page } from '../../shared/page.tsx';
import { QueryView } from '../../shared/states.tsx';
import { useIds } from '../../shared/use-ids.ts';
import { t } from '../../words/words.ts';
import { DeleteWebhookDialog, EditWebhookDialog } from './edit-webhook-dialog.tsx';
import { LastCalls } from './last-calls.tsx';
import { type Webhook, webhookQuery } from './queries.ts';
import { TryIt } from './try-it.tsx';
import { WebhookAddress } from './webhook-address.tsx';

/** One webhook: where it is called, how it responds, and who has called it. */
export function WebhookPage() {
  const { applicationId } = useIds();
  const { webhookId = '' } = useParams({ strict: false }) as { webhookId?: string };
  const query = useQuery(webhookQuery(applicationId, webhookId));
  return (
    <QueryView query={query}>
      {(webhook) => (
        <Page
          title={webhook.name}
          description={<Summary webhook={webhook} />}
          actions={<Actions key={webhook.id} webhook={webhook} />}
        >
          <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
            <WebhookAddress webhook={webhook} />
            <TryIt key={webhook.id} webhook={webhook} />
          </SimpleGrid>
          <LastCalls webhook={webhook} />
        </Page>
      )}
    </QueryView>
  );
}

function Summary({ webhook: { description, id, enabled } }: { webhook: Webhook }) {
  return (
    <>
      {description === '' ? null : <div>{description}</div>}
      <Group gap={6} mt={4}>
        <code>{id}</code>
        {enabled ? null : <Badge color="gray">{t('off')}</Badge>}
      </Group>
    </>
  );
}

function Actions({ webhook }: { webhook: Webhook }) {
  const [open, setOpen] = useState<'edit' | 'delete'>();
  const close = () => setOpen(undefined);
  return (
    <>
      <Button variant="default" onClick={() => setOpen('edit')}>
        {t('Edit')}
      </Button>
      <Button variant="default" onClick={() => setOpen('delete')}>
        {t('Delete')}
      </Button>
      <EditWebhookDialog webhook={webhook} opened={open === 'edit'} onClose={close} />
      <DeleteWebhookDialog webhook={webhook} opened={open === 'delete'} onClose={close} />
    </>
  );
}
