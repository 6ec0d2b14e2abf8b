import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import { ConfirmDialog } from '../../shared/form/confirm-dialog.tsx';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { storedItem } from '../../shared/form/stored.ts';
import { useForm } from '../../shared/form/use-form.ts';
import { t } from '../../words/words.ts';
import type { Webhook } from './queries.ts';
import { checkDraft, toBody, toDraft, WebhookFields } from './webhook-fields.tsx';

interface Props {
  readonly webhook: Webhook;
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function EditWebhookDialog({ webhook, opened, onClose }: Props) {
  const { applicationId, webhookId } = webhook;
  const queryClient = useQueryClient();
  const form = useForm({
    initial: toDraft(webhook),
    stored: storedItem(webhook, toDraft, () =>
      request('GET', '/applications/{applicationId}/webhooks/{webhookId}', { path: { applicationId, webhookId } }),
    ),
    check: checkDraft,
    save: async (draft, ifMatch) => {
      await request('PATCH', '/applications/{applicationId}/webhooks/{webhookId}', {
        path: { applicationId, webhookId },
        ifMatch,
        body: toBody(draft),
      });
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: keys.webhooks(applicationId) }),
        queryClient.invalidateQueries({ queryKey: keys.webhook(applicationId, webhookId) }),
      ]);
    },
  });
  return (
    <FormDialog form={form} title={t('Edit webhook')} opened={opened} onClose={onClose} submitLabel={t('Save')}>
      <WebhookFields form={form} />
    </FormDialog>
  );
}

export function DeleteWebhookDialog({ webhook, opened, onClose }: Props) {
  const { applicationId, webhookId, name } = webhook;
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const remove = async () => {
    await request('DELETE', '/applications/{applicationId}/webhooks/{webhookId}', {
      path: { applicationId, webhookId },
    });
    await queryClient.invalidateQueries({ queryKey: keys.webhooks(applicationId) });
    await navigate({ to: `/applications/${applicationId}/webhooks` });
  };
  return (
    <ConfirmDialog
      title={t('Delete webhook')}
      opened={opened}
      onClose={onClose}
      confirmLabel={t('Delete')}
      onConfirm={remove}
    >
      {t('The URL of “{name}” leads nowhere from then on, and a new webhook has another one.', { name })}
    </ConfirmDialog>
  );
}
