import { Button, Group, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useRef } from 'react';
import { Dialog } from '../dialog.tsx';
import { Failure } from '../states.tsx';
import { type FieldErrors, readFieldErrors } from './field-errors.ts';

export interface FormDialogProps<T> {
  readonly title: string;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly submitLabel: string;
  /** Saves; a rejection leaves the dialog open with everything that was typed and says what was wrong. */
  readonly onSave: () => Promise<T>;
  /** Called with what was saved once the dialog is gone, for what is to be shown next. */
  readonly onSaved?: (saved: T) => void;
  /** The API's names of the fields in it, for which a message is shown beside the field. */
  readonly fields?: readonly string[];
  readonly size?: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly children: (errors: FieldErrors) => ReactNode;
}

/** A form in a dialog that closes when it has been saved. The state of its inputs is the caller's. */
export function FormDialog<T>(props: FormDialogProps<T>) {
  const { title, opened, onClose, submitLabel, onSave, onSaved, fields = [], size = 'lg', danger, disabled } = props;
  const saved = useRef<{ value: T }>(undefined);
  const save = useMutation({
    mutationFn: onSave,
    onSuccess: (value) => {
      saved.current = { value };
      onClose();
    },
    // What was saved may hold a secret; nothing keeps it but whoever shows it.
    gcTime: 0,
  });
  const finish = () => {
    const { current } = saved;
    saved.current = undefined;
    save.reset();
    if (current !== undefined) onSaved?.(current.value);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // A dialog's form is a child of the page's in React, if not in the document.
    event.stopPropagation();
    save.mutate();
  };
  const errors = readFieldErrors(save.error, fields);
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      onExitTransitionEnd={finish}
      title={title}
      size={size}
      closeOnClickOutside={false}
    >
      <form onSubmit={submit} aria-label={title}>
        <Stack gap="md">
          {props.children(errors)}
          {errors.rest === undefined ? null : <Failure error={errors.rest} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button
              type="submit"
              loading={save.isPending}
              disabled={disabled ?? false}
              {...(danger ? { color: 'red' } : {})}
            >
              {submitLabel}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
