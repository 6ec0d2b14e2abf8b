import { useQueryClient } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import { ConfirmDialog } from '../../shared/form/confirm-dialog.tsx';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { storedItem } from '../../shared/form/stored.ts';
import { useForm } from '../../shared/form/use-form.ts';
import { t } from '../../words/words.ts';
import { checkDraft, emptyDraft, fieldNames, toBody, toDraft } from './draft.ts';
import type { NotificationRule } from './queries.ts';
import { RuleFields } from './rule-fields.tsx';

/** A new rule, or one that is there. */
export function RuleDialog(props: { applicationId: string; rule: NotificationRule | undefined; onClose: () => void }) {
  const { applicationId, rule, onClose } = props;
  const queryClient = useQueryClient();
  const form = useForm({
    initial: rule === undefined ? emptyDraft : toDraft(rule),
    stored:
      rule &&
      storedItem(rule, toDraft, () =>
        request('GET', '/applications/{applicationId}/notification-rules/{notificationRuleId}', {
          path: { applicationId, notificationRuleId: rule.id },
        }),
      ),
    check: checkDraft,
    fields: () => fieldNames,
    save: async (draft, ifMatch) => {
      const body = toBody(draft);
      if (rule === undefined) {
        await request('POST', '/applications/{applicationId}/notification-rules', { path: { applicationId }, body });
      } else {
        await request('PATCH', '/applications/{applicationId}/notification-rules/{notificationRuleId}', {
          path: { applicationId, notificationRuleId: rule.id },
          ifMatch,
          body,
        });
      }
      await queryClient.invalidateQueries({ queryKey: keys.notificationRules(applicationId) });
    },
  });
  return (
    <FormDialog
      form={form}
      title={rule === undefined ? t('Create notification rule') : t('Edit notification rule')}
      opened
      onClose={onClose}
      submitLabel={rule === undefined ? t('Create notification rule') : t('Save')}
    >
      <RuleFields applicationId={applicationId} form={form} />
    </FormDialog>
  );
}

export function DeleteRuleDialog({ rule, onClose }: { rule: NotificationRule; onClose: () => void }) {
  const { applicationId, id, name } = rule;
  const queryClient = useQueryClient();
  const remove = async () => {
    await request('DELETE', '/applications/{applicationId}/notification-rules/{notificationRuleId}', {
      path: { applicationId, notificationRuleId: id },
    });
    await queryClient.invalidateQueries({ queryKey: keys.notificationRules(applicationId) });
    await queryClient.invalidateQueries({ queryKey: keys.notifications(applicationId) });
  };
  return (
    <ConfirmDialog
      title={t('Delete notification rule')}
      opened
      onClose={onClose}
      confirmLabel={t('Delete')}
      onConfirm={remove}
    >
      {t(
        '“{name}” tells of nothing more, and its messages are deleted with it, also those that are still to be sent.',
        { name },
      )}
    </ConfirmDialog>
  );
}
