import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { t } from '../../words/words.ts';
import { checkDraft, newWebhook, toBody, WebhookFields } from './webhook-fields.tsx';

/** Makes a webhook and leads to its page, where its URL is. */
export function CreateWebhookDialog(props: { applicationId: string; opened: boolean; onClose: () => void }) {
  const { applicationId, opened, onClose } = props;
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const form = useForm({
    initial: newWebhook,
    check: checkDraft,
    save: async (draft) => {
      const webhook = await request('POST', '/applications/{applicationId}/webhooks', {
        path: { applicationId },
        body: toBody(draft),
      });
      await queryClient.invalidateQueries({ queryKey: keys.webhooks(applicationId) });
      return webhook;
    },
  });
  return (
    <FormDialog
      form={form}
      title={t('Create webhook')}
      opened={opened}
      onClose={onClose}
      submitLabel={t('Create webhook')}
      onGone={({ id }) => void navigate({ to: `/applications/${applicationId}/webhooks/${id}` })}
    >
      <WebhookFields form={form} />
    </FormDialog>
  );
}
