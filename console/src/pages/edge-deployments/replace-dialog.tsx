import { useQueryClient } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { t } from '../../words/words.ts';
import { FlowSelect, VersionSelect } from './selects.tsx';

/** Asks for another version wherever one is asked for. */
export function ReplaceDialog({ applicationId, onClose }: { applicationId: string; onClose: () => void }) {
  const queryClient = useQueryClient();
  const form = useForm({
    initial: { flowId: '', oldVersion: '', newVersion: '' },
    save: async ({ flowId, oldVersion, newVersion }) => {
      await request('POST', '/applications/{applicationId}/edge/deployments/replace', {
        path: { applicationId },
        body: { flowId, oldVersion, newVersion },
      });
      await queryClient.invalidateQueries({ queryKey: keys.edgeDeployments(applicationId) });
    },
  });
  const { flowId, oldVersion, newVersion } = form.values;
  const versions = { applicationId, flowId };
  return (
    <FormDialog
      form={form}
      title={t('Replace a version')}
      opened
      onClose={onClose}
      submitLabel={t('Replace')}
      disabled={[flowId, oldVersion, newVersion].includes('')}
    >
      <FlowSelect
        applicationId={applicationId}
        value={flowId}
        error={form.errors.of('flowId')}
        onChange={(id) => form.change({ flowId: id, oldVersion: '', newVersion: '' })}
      />
      <VersionSelect {...versions} label={t('Wherever this is asked for')} {...form.value('oldVersion')} />
      <VersionSelect {...versions} label={t('Ask for')} {...form.value('newVersion')} />
    </FormDialog>
  );
}
