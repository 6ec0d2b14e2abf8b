import { Button, Group, Stack, Text } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { t } from '../../words/words.ts';
import { Failure } from '../states.tsx';
import { ConflictNotice } from './conflict-notice.tsx';
import type { Form } from './use-form.ts';

export interface FormViewProps<V extends object, S> {
  readonly form: Form<V, S>;
  /** The name of the form, for those who cannot see it. */
  readonly label: string;
  readonly submitLabel: string;
  readonly onSaved?: (saved: S) => void;
  /** Said once it has been saved; nothing is said of a form that goes then. */
  readonly savedText?: string;
  readonly failureTitle?: string;
  readonly disabled?: boolean;
  readonly danger?: boolean;
  readonly fullWidth?: boolean;
  /** More buttons, before or after the one that saves. */
  readonly before?: ReactNode;
  readonly after?: ReactNode;
  /** The buttons are there only while something is not saved. */
  readonly onlyWhenChanged?: boolean;
  readonly align?: 'flex-start' | 'flex-end';
  readonly maxWidth?: number;
  /** The form says itself what is missing, instead of the browser. */
  readonly noValidate?: boolean;
  readonly children: ReactNode;
}

/** A form with its fields, what went wrong, and the button that saves it. */
export function FormView<V extends object, S>(props: FormViewProps<V, S>) {
  const { form, label, submitLabel, onSaved, savedText = 'Saved.', failureTitle, disabled, danger, children } = props;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    // A dialog's form is a child of the page's in React, if not in the document.
    event.stopPropagation();
    const done = await form.submit();
    if (done === undefined) return;
    onSaved?.(done.saved);
  };
  const status = form.isSaved && (!form.isDirty || !form.asks) ? savedText : '';
  return (
    <form onSubmit={submit} aria-label={label} noValidate={props.noValidate ?? false}>
      <Stack gap="md" maw={props.maxWidth}>
        {children}
        {form.conflict === undefined ? null : <ConflictNotice conflict={form.conflict} />}
        {form.errors.rest === undefined ? null : <Failure error={form.errors.rest} title={failureTitle} />}
        <Group gap="sm" justify={props.align ?? 'flex-start'}>
          {props.onlyWhenChanged && !form.isDirty ? null : (
            <>
              {props.before}
              <Button
                type="submit"
                loading={form.isSaving}
                disabled={disabled ?? false}
                fullWidth={props.fullWidth ?? false}
                color={danger ? 'red' : undefined}
              >
                {form.conflict === undefined ? submitLabel : t('Save mine')}
              </Button>
              {form.conflict === undefined ? null : (
                <Button variant="default" onClick={form.conflict.take}>
                  {t('Take theirs')}
                </Button>
              )}
              {props.after}
            </>
          )}
          {savedText === '' ? null : (
            <Text size="sm" c="dimmed" component="span" role="status" className="foreign">
              {form.asks && form.isDirty ? t('Not saved yet') : status}
            </Text>
          )}
        </Group>
      </Stack>
    </form>
  );
}
