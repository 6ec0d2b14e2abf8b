import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import { ConfirmDialog } from '../../shared/form/confirm-dialog.tsx';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { storedItem } from '../../shared/form/stored.ts';
import { useForm } from '../../shared/form/use-form.ts';
import { t } from '../../words/words.ts';
import { AlarmFields } from './alarm-fields.tsx';
import { type AlarmDraft, checkDraft, emptyDraft, toBody, toDraft } from './draft.ts';
import type { AlarmRule } from './queries.ts';

/** Makes a rule, from what is known already where it was begun elsewhere. */
export function CreateAlarmDialog(props: {
  applicationId: string;
  start: Partial<AlarmDraft>;
  opened: boolean;
  onClose: () => void;
}) {
  const { applicationId, start, opened, onClose } = props;
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const form = useForm({
    initial: { ...emptyDraft, ...start },
    check: checkDraft,
    save: async (draft) => {
      const rule = await request('POST', '/applications/{applicationId}/alarm-rules', {
        path: { applicationId },
        body: { ...toBody(draft), kind: draft.kind },
      });
      await queryClient.invalidateQueries({ queryKey: keys.alarmRules(applicationId) });
      return rule;
    },
  });
  return (
    <FormDialog
      form={form}
      title={t('Create alarm rule')}
      opened={opened}
      onClose={onClose}
      submitLabel={t('Create alarm rule')}
      onGone={({ id }) => void navigate({ to: `/applications/${applicationId}/alarms/${id}` })}
    >
      <AlarmFields applicationId={applicationId} form={form} isNew />
    </FormDialog>
  );
}

interface Props {
  readonly rule: AlarmRule;
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function EditAlarmDialog({ rule, opened, onClose }: Props) {
  const { applicationId, alarmRuleId } = rule;
  const queryClient = useQueryClient();
  const form = useForm({
    initial: toDraft(rule),
    stored: storedItem(rule, toDraft, () =>
      request('GET', '/applications/{applicationId}/alarm-rules/{alarmRuleId}', {
        path: { applicationId, alarmRuleId },
      }),
    ),
    check: checkDraft,
    save: async (draft, ifMatch) => {
      await request('PATCH', '/applications/{applicationId}/alarm-rules/{alarmRuleId}', {
        path: { applicationId, alarmRuleId },
        ifMatch,
        body: toBody(draft),
      });
      await queryClient.invalidateQueries({ queryKey: keys.alarmRules(applicationId) });
    },
  });
  return (
    <FormDialog form={form} title={t('Edit alarm rule')} opened={opened} onClose={onClose} submitLabel={t('Save')}>
      <AlarmFields applicationId={applicationId} form={form} isNew={false} />
    </FormDialog>
  );
}

export function DeleteAlarmDialog({ rule, opened, onClose }: Props) {
  const { applicationId, alarmRuleId, name } = rule;
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const remove = async () => {
    await request('DELETE', '/applications/{applicationId}/alarm-rules/{alarmRuleId}', {
      path: { applicationId, alarmRuleId },
    });
    await navigate({ to: `/applications/${applicationId}/alarms` });
    await queryClient.invalidateQueries({ queryKey: keys.alarmRules(applicationId) });
  };
  return (
    <ConfirmDialog
      title={t('Delete alarm rule')}
      opened={opened}
      onClose={onClose}
      confirmLabel={t('Delete')}
      onConfirm={remove}
    >
      {t('“{name}” watches no more, and its open events are resolved.', { name })}
    </ConfirmDialog>
  );
}
