import { Alert, Button, Group, Stack, TextInput } from '@mantine/core';
import { inSentence, t } from '../words/words.ts';
import { CopyButton } from './copy-button.tsx';
import { Dialog } from './dialog.tsx';
import { downloadText } from './download.ts';

export interface ShownOnceProps {
  readonly title: string;
  /** What is shown, by its label; undefined keeps the dialog closed. */
  readonly values: Readonly<Record<string, string>> | undefined;
  /** The name and content of the file that "Download" saves. */
  readonly file: { readonly name: string; readonly content: object };
  readonly onClose: () => void;
}

/** A secret that the server will not show again: to copy, to save as a file, and to close on purpose only. */
export function ShownOnce({ title, values, file, onClose }: ShownOnceProps) {
  return (
    <Dialog
      opened={values !== undefined}
      onClose={onClose}
      title={title}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
      size="lg"
    >
      <Stack gap="md">
        <Alert color="orange">
          {t(
            'This is the only time that it is shown: the server keeps no copy. Put it where it belongs before you go on.',
          )}
        </Alert>
        {Object.entries(values ?? {}).map(([label, value]) => (
          <Group key={label} gap="xs" align="flex-end" wrap="nowrap">
            <TextInput
              label={label}
              value={value}
              readOnly
              flex={1}
              ff="monospace"
              onFocus={(event) => event.currentTarget.select()}
            />
            <CopyButton value={value} what={inSentence(label)} size="sm" />
          </Group>
        ))}
        <Group justify="space-between">
          <Button
            variant="default"
            onClick={() => downloadText(file.name, `${JSON.stringify(file.content, null, 2)}\n`)}
          >
            {t('Download as a file')}
          </Button>
          <Button onClick={onClose}>{t('I have kept it')}</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
