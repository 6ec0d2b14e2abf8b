import { NativeSelect, Textarea } from '@mantine/core';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { t } from '../../words/words.ts';
import type { EventPatch } from './change-events.ts';
import { type EventState, stateLabels, states } from './words.ts';

/** A comment, and if wished a new state, for one event or many. */
export function CommentDialog(props: {
  title: string;
  onClose: () => void;
  save: (patch: EventPatch) => Promise<unknown>;
}) {
  const { title, onClose, save } = props;
  const form = useForm({
    initial: { comment: '', state: '' },
    fields: ['comment', 'state'],
    check: ({ comment }) => ({ comment: comment.trim() === '' ? t('Write something first') : undefined }),
    save: ({ comment, state }) => save({ comment, ...(state === '' ? {} : { state: state as EventState }) }),
  });
  return (
    <FormDialog form={form} title={title} opened onClose={onClose} submitLabel={t('Comment')}>
      <Textarea
        label={t('Comment')}
        description={t('Markdown')}
        data-autofocus
        autosize
        minRows={3}
        maxRows={12}
        {...form.text('comment')}
      />
      <NativeSelect
        label={t('State||of a thing')}
        data={[
          { value: '', label: t('Leave as it is') },
          ...states.map((value) => ({ value, label: stateLabels[value] })),
        ]}
        {...form.text('state')}
      />
    </FormDialog>
  );
}
