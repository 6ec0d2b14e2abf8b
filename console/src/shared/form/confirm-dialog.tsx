import { Text, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { t } from '../../words/words.ts';
import { FormDialog } from './form-dialog.tsx';
import { useForm } from './use-form.ts';

export interface ConfirmDialogProps {
  readonly title: string;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly confirmLabel: string;
  readonly onConfirm: () => Promise<unknown>;
  /** Has to be typed in first, for what cannot be undone and takes much with it. */
  readonly typedName?: string;
  readonly children: ReactNode;
}

/** Asks before something that cannot be taken back. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, opened, onClose, confirmLabel, onConfirm, typedName, children } = props;
  const form = useForm({ initial: { typed: '' }, save: onConfirm, asks: false });
  return (
    <FormDialog
      form={form}
      title={title}
      opened={opened}
      onClose={onClose}
      submitLabel={confirmLabel}
      size="md"
      danger
      disabled={typedName !== undefined && form.values.typed !== typedName}
    >
      <Text size="sm" component="div" className="foreign">
        {children}
      </Text>
      {typedName === undefined ? null : (
        <TextInput
          label={t('Type “{typedName}” to go on', { typedName })}
          className="foreign"
          autoComplete="off"
          data-autofocus
          {...form.text('typed')}
        />
      )}
    </FormDialog>
  );
}
