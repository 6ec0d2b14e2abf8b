import { useQueryClient } from '@tanstack/react-query';
import { request } from '../../../api/client.ts';
import { keys } from '../../../api/query-keys.ts';
import { ConfirmDialog } from '../../../shared/form/confirm-dialog.tsx';
import { t } from '../../../words/words.ts';
import type { WorkflowItem } from '../queries.ts';

/** Deletes a workflow with all that belongs to it. */
export function DeleteWorkflowDialog({ workflow, onClose }: { workflow: WorkflowItem; onClose: () => void }) {
  const { applicationId, flowId, name } = workflow;
  const queryClient = useQueryClient();
  const remove = async () => {
    await request('DELETE', '/applications/{applicationId}/flows/{flowId}', { path: { applicationId, flowId } });
    await queryClient.invalidateQueries({ queryKey: keys.workflows(applicationId) });
  };
  return (
    <ConfirmDialog title={t('Delete workflow')} opened onClose={onClose} confirmLabel={t('Delete')} onConfirm={remove}>
      {t('“{name}” goes with all its versions, what it has stored, and the record of its runs.', { name })}
    </ConfirmDialog>
  );
}
