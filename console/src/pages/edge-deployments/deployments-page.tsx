import { Button, NativeSelect } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import { FilterBar } from '../../shared/filter-bar.tsx';
import { ConfirmDialog } from '../../shared/form/confirm-dialog.tsx';
import { Page } from '../../shared/page.tsx';
import { Empty } from '../../shared/states.tsx';
import type { Column } from '../../shared/table/data-table.tsx';
import { ResourceTable } from '../../shared/table/resource-table.tsx';
import { RowButtons } from '../../shared/table/row-buttons.tsx';
import { Time } from '../../shared/time.tsx';
import { useIds } from '../../shared/use-ids.ts';
import { t } from '../../words/words.ts';
import { HistoryDialog } from './history-dialog.tsx';
import { type Deployment, deploymentsPerPage, deploymentsQuery, edgeFlowsQuery } from './queries.ts';
import { ReleaseDialog } from './release-dialog.tsx';
import { ReplaceDialog } from './replace-dialog.tsx';
import { DeploymentState } from './state.tsx';

const none = t('none');

/** What edge devices should run, and what they run. */
export function DeploymentsPage() {
  const { applicationId } = useIds();
  const [page, setPage] = useState(1);
  const [flowId, setFlowId] = useState('');
  const [open, setOpen] = useState<'release' | 'replace'>();
  const [shown, setShown] = useState<Deployment>();
  const [removed, setRemoved] = useState<Deployment>();
  const list = useQuery(deploymentsQuery(applicationId, { page: page - 1, flowId }));
  const flows = useQuery(edgeFlowsQuery(applicationId)).data?.items ?? [];
  const columns: readonly Column<Deployment>[] = [
    {
      head: t('Device'),
      cell: ({ deviceName }) => deviceName,
      to: ({ deviceId }) => `/applications/${applicationId}/devices/${deviceId}`,
      isTitle: true,
    },
    {
      head: t('Workflow'),
      cell: (deployment) => deployment.flowName ?? deployment.flowId,
      to: (deployment) => `/applications/${applicationId}/workflows/${deployment.flowId}`,
      isForeign: true,
    },
    { head: t('Should run'), cell: ({ desiredVersion }) => desiredVersion ?? none, isForeign: true },
    { head: t('Runs||version'), cell: ({ currentVersion }) => currentVersion ?? none, isForeign: true },
    { head: t('State||of a thing'), cell: (deployment) => <DeploymentState deployment={deployment} /> },
    { head: t('Changed'), cell: ({ lastUpdated }) => <Time value={lastUpdated} format="relative" />, isWideOnly: true },
    {
      head: t('Actions'),
      isHeadHidden: true,
      cell: (deployment) => {
        const what = t('{flowName} on {deviceName}', {
          flowName: deployment.flowName ?? deployment.flowId,
          deviceName: deployment.deviceName,
        });
        const history = {
          label: t('History'),
          description: t('History of {what}', { what }),
          onClick: () => setShown(deployment),
        };
        const remove = {
          label: t('Remove'),
          description: t('Remove {what}', { what }),
          onClick: () => setRemoved(deployment),
        };
        return <RowButtons actions={deployment.desiredVersion === null ? [history] : [history, remove]} />;
      },
    },
  ];
  const release = <Button onClick={() => setOpen('release')}>{t('Release a version')}</Button>;
  return (
    <Page
      title={t('Edge deployments')}
      description={t('Which version of which edge workflow devices should run, and which they say that they run.')}
      actions={
        <>
          <Button variant="default" onClick={() => setOpen('replace')}>
            {t('Replace a version')}
          </Button>
          {release}
        </>
      }
    >
      <FilterBar active={flowId === '' ? 0 : 1}>
        <NativeSelect
          label={t('Workflow')}
          value={flowId}
          onChange={(event) => {
            setFlowId(event.currentTarget.value);
            setPage(1);
          }}
          data={[{ value: '', label: t('All') }, ...flows.map(({ id, name }) => ({ value: id, label: name }))]}
        />
      </FilterBar>
      <ResourceTable
        query={list}
        noun="deployment"
        label={t('Edge deployments')}
        keyOf={({ id }) => id}
        minWidth={760}
        columns={columns}
        paging={{ page, perPage: deploymentsPerPage, onChange: setPage }}
        empty={
          <Empty title={t('Nothing is deployed yet')} action={release}>
            {t('A named version of a workflow of class edge can be released to devices of class edgeCompute.')}
          </Empty>
        }
      />
      {open === 'release' ? <ReleaseDialog applicationId={applicationId} onClose={() => setOpen(undefined)} /> : null}
      {open === 'replace' ? <ReplaceDialog applicationId={applicationId} onClose={() => setOpen(undefined)} /> : null}
      {shown ? <HistoryDialog deployment={shown} onClose={() => setShown(undefined)} /> : null}
      {removed ? (
        <RemoveDialog applicationId={applicationId} deployment={removed} onClose={() => setRemoved(undefined)} />
      ) : null}
    </Page>
  );
}

function RemoveDialog(props: { applicationId: string; deployment: Deployment; onClose: () => void }) {
  const { applicationId, deployment, onClose } = props;
  const { deviceId, deviceName, flowId, flowName } = deployment;
  const queryClient = useQueryClient();
  const remove = async () => {
    await request('POST', '/applications/{applicationId}/edge/deployments/remove', {
      path: { applicationId },
      body: { flowId, deviceId },
    });
    await queryClient.invalidateQueries({ queryKey: keys.edgeDeployments(applicationId) });
  };
  return (
    <ConfirmDialog
      title={t('Remove from device')}
      opened
      onClose={onClose}
      confirmLabel={t('Remove')}
      onConfirm={remove}
    >
      {t('{deviceName} is asked to run {flowName} no more.', { deviceName, flowName: flowName ?? flowId })}
    </ConfirmDialog>
  );
}
