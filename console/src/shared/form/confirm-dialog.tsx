import { Text, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { FormDialog } from './form-dialog.tsx';

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
  const [typed, setTyped] = useState('');
  return (
    <FormDialog
      title={title}
      opened={opened}
      onClose={() => {
        setTyped('');
        onClose();
      }}
      submitLabel={confirmLabel}
      onSave={onConfirm}
      size="md"
      danger
      disabled={typedName !== undefined && typed !== typedName}
    >
      {() => (
        <>
          <Text size="sm" component="div" className="foreign">
            {children}
          </Text>
          {typedName === undefined ? null : (
            <TextInput
              label={`Type “${typedName}” to go on`}
              className="foreign"
              autoComplete="off"
              data-autofocus
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
          )}
        </>
      )}
    </FormDialog>
  );
}
