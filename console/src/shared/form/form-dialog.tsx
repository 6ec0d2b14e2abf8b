import { Button, Group, Text } from '@mantine/core';
import { type ReactNode, useRef, useState } from 'react';
import { t } from '../../words/words.ts';
import { Dialog } from '../dialog.tsx';
import { FormView } from './form-view.tsx';
import type { Form } from './use-form.ts';

export interface FormDialogProps<V extends object, S> {
  readonly form: Form<V, S>;
  readonly title: string;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly submitLabel: string;
  readonly cancelLabel?: string;
  /** Called with what was saved, once the dialog has been told to close. */
  readonly onSaved?: (saved: S) => void;
  /** Called with what was saved when the dialog is gone, for another one that shows it. Needs the dialog to stay mounted. */
  readonly onGone?: (saved: S) => void;
  readonly size?: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly children: ReactNode;
}

/** A form in a dialog that closes when it has been saved, and asks before it closes over what was typed. */
export function FormDialog<V extends object, S>(props: FormDialogProps<V, S>) {
  const { form, title, opened, onClose, submitLabel, onSaved, onGone, size = 'lg', danger, disabled, children } = props;
  const saved = useRef<{ value: S }>(undefined);
  const [isAsking, setAsking] = useState(false);
  const close = () => {
    if (form.asks && form.isDirty && !isAsking) return setAsking(true);
    discard();
  };
  const discard = () => {
    setAsking(false);
    form.reset();
    onClose();
  };
  const finish = (value: S) => {
    saved.current = { value };
    onClose();
    onSaved?.(value);
  };
  const handOver = () => {
    const { current } = saved;
    saved.current = undefined;
    form.reset();
    if (current !== undefined) onGone?.(current.value);
  };
  return (
    <Dialog
      opened={opened}
      onClose={isAsking ? () => setAsking(false) : close}
      onExitTransitionEnd={handOver}
      title={title}
      size={size}
      closeOnClickOutside={false}
    >
      <FormView
        form={form}
        label={title}
        submitLabel={submitLabel}
        onSaved={finish}
        savedText=""
        danger={danger ?? false}
        disabled={disabled ?? false}
        align="flex-end"
        before={
          <Button variant="default" onClick={close}>
            {props.cancelLabel ?? t('Cancel')}
          </Button>
        }
      >
        {children}
      </FormView>
      <Dialog opened={isAsking} onClose={() => setAsking(false)} title={t('Close without saving?')} size="sm">
        <Text size="sm" mb="md">
          {t('What you have typed is not saved yet.')}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={discard}>
            {t('Discard it')}
          </Button>
          <Button data-autofocus onClick={() => setAsking(false)}>
            {t('Go on typing')}
          </Button>
        </Group>
      </Dialog>
    </Dialog>
  );
}
