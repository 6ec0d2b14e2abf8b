import { Button, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatNumber } from '../../../shared/format.ts';
import { Page } from '../../../shared/page.tsx';
import { Empty } from '../../../shared/states.tsx';
import type { Column } from '../../../shared/table/data-table.tsx';
import { ResourceTable } from '../../../shared/table/resource-table.tsx';
import { RowButtons } from '../../../shared/table/row-buttons.tsx';
import { Time } from '../../../shared/time.tsx';
import { useIds } from '../../../shared/use-ids.ts';
import { t } from '../../../words/words.ts';
import { exportWorkflow } from '../export-workflow.ts';
import { type WorkflowClass, type WorkflowItem, workflowsPerPage, workflowsQuery } from '../queries.ts';
import { shownClasses } from '../workflow-words.ts';
import { CreateWorkflowDialog } from './create-workflow-dialog.tsx';
import { DeleteWorkflowDialog } from './delete-workflow-dialog.tsx';
import { EnabledSwitch } from './enabled-switch.tsx';
import { ImportDialog } from './import-dialog.tsx';

/** The workflows of an application, class by class. */
export function WorkflowsPage() {
  const { applicationId } = useIds();
  const [flowClass, setFlowClass] = useState<WorkflowClass>('cloud');
  const [page, setPage] = useState(1);
  const [open, setOpen] = useState<'create' | 'import'>();
  const [deleting, setDeleting] = useState<WorkflowItem>();
  const list = useQuery(workflowsQuery(applicationId, { flowClass, page: page - 1 }));
  const close = () => setOpen(undefined);
  const columns: readonly Column<WorkflowItem>[] = [
    {
      head: t('Name'),
      cell: ({ name }) => name,
      isTitle: true,
      to: ({ id }) => `/applications/${applicationId}/workflows/${id}`,
    },
    { head: t('Enabled'), cell: (workflow) => <EnabledSwitch workflow={workflow} /> },
    { head: t('Runs in 24 h'), cell: ({ stats }) => formatNumber(stats.runCount), isNumber: true },
    { head: t('Failed'), cell: ({ stats }) => formatNumber(stats.errorCount), isNumber: true },
    { head: t('Nodes'), cell: ({ nodes }) => formatNumber(nodes.length), isNumber: true, isWideOnly: true },
    { head: t('Changed'), cell: ({ lastUpdated }) => <Time value={lastUpdated} />, isWideOnly: true },
    {
      head: t('Actions'),
      isHeadHidden: true,
      cell: (workflow) => (
        <RowButtons
          actions={[
            {
              label: t('Export'),
              description: t('Export {name}', { name: workflow.name }),
              onClick: () => void exportWorkflow(applicationId, workflow.id),
            },
            {
              label: t('Delete'),
              description: t('Delete {name}', { name: workflow.name }),
              onClick: () => setDeleting(workflow),
            },
          ]}
        />
      ),
    },
  ];
  return (
    <Page
      title={t('Workflows')}
      description={t(
        'What happens when something happens: a device reports, a webhook is called, somebody presses a button.',
      )}
      actions={
        <>
          <Button variant="default" onClick={() => setOpen('import')}>
            {t('Import')}
          </Button>
          <Button onClick={() => setOpen('create')}>{t('Create workflow')}</Button>
        </>
      }
    >
      <NativeSelect
        label={t('Class')}
        maw={240}
        data={[...shownClasses]}
        value={flowClass}
        onChange={(event) => {
          setFlowClass(event.currentTarget.value as WorkflowClass);
          setPage(1);
        }}
      />
      <ResourceTable
        query={list}
        noun="workflow"
        label={t('Workflows')}
        columns={columns}
        keyOf={({ id }) => id}
        paging={{ page, perPage: workflowsPerPage, onChange: setPage }}
        empty={
          <Empty
            title={t('No workflows of this class yet')}
            action={<Button onClick={() => setOpen('create')}>{t('Create the first workflow')}</Button>}
          >
            {t(
              'Begin with an empty canvas, with a template, or import files from another installation or the platform.',
            )}
          </Empty>
        }
      />
      <CreateWorkflowDialog
        key={flowClass}
        applicationId={applicationId}
        flowClass={flowClass}
        opened={open === 'create'}
        onClose={close}
      />
      {open === 'import' ? <ImportDialog applicationId={applicationId} onClose={close} /> : null}
      {deleting === undefined ? null : (
        <DeleteWorkflowDialog workflow={deleting} onClose={() => setDeleting(undefined)} />
      )}
    </Page>
  );
}
