import { Alert, Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { Page } from '../../shared/page.tsx';
import { QueryView } from '../../shared/states.tsx';
import { Time } from '../../shared/time.tsx';
import { useIds } from '../../shared/use-ids.ts';
import { tx } from '../../words/rich.ts';
import { t } from '../../words/words.ts';
import { ConnectionState, problemOf } from './connection-state.tsx';
import { DeleteIntegrationDialog, IntegrationDialog } from './integration-dialog.tsx';
import { IntegrationLog } from './integration-log.tsx';
import { PublishSection } from './publish-section.tsx';
import { type Integration, integrationQuery, typeNames } from './queries.ts';
import { StatusSection } from './status-section.tsx';

/** One integration: how its connection is, what comes and goes, and a message to try it out. */
export function IntegrationPage() {
  const { applicationId } = useIds();
  const { integrationId = '' } = useParams({ strict: false }) as { integrationId?: string };
  const query = useQuery(integrationQuery(applicationId, encodeURIComponent(integrationId)));
  return (
    <QueryView query={query}>
      {(integration) => <Details key={integration.id} applicationId={applicationId} integration={integration} />}
    </QueryView>
  );
}

function Details({ applicationId, integration }: { applicationId: string; integration: Integration }) {
  const navigate = useNavigate();
  const [open, setOpen] = useState<'edit' | 'delete'>();
  const close = () => setOpen(undefined);
  const problem = problemOf(integration);
  const { nextAttempt } = integration.status;
  return (
    <Page
      title={integration.name}
      description={
        <Group gap={6} mt={4}>
          <span>{typeNames[integration.integrationType]}</span>
          <code>{integration.id}</code>
        </Group>
      }
      actions={
        <>
          <ConnectionState integration={integration} />
          <Button variant="default" onClick={() => setOpen('edit')}>
            {t('Edit')}
          </Button>
          <Button variant="default" onClick={() => setOpen('delete')}>
            {t('Delete')}
          </Button>
        </>
      }
    >
      {problem === undefined ? null : (
        <Alert color="red" title={t('Not connected')} role="status">
          <span className="foreign">{problem}.</span>
          {nextAttempt === undefined ? null : (
            <div>{tx('The next attempt is at {time}.', { time: <Time value={nextAttempt} format="clock" /> })}</div>
          )}
        </Alert>
      )}
      <StatusSection integration={integration} />
      <IntegrationLog applicationId={applicationId} integrationId={integration.id} />
      {integration.integrationType === 'meridian' ? null : (
        <PublishSection applicationId={applicationId} integration={integration} />
      )}
      <IntegrationDialog applicationId={applicationId} stored={integration} opened={open === 'edit'} onClose={close} />
      {open === 'delete' ? (
        <DeleteIntegrationDialog
          applicationId={applicationId}
          integration={integration}
          onClose={close}
          onDeleted={() => void navigate({ to: `/applications/${applicationId}/integrations` })}
        />
      ) : null}
    </Page>
  );
}
