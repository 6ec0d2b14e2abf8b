import { Button, FileButton, Group, Stack, Textarea } from '@mantine/core';
import { t } from '../../words/words.ts';

/** Longer than any text that is taken; a file beyond it is not read. */
const maxBytes = 1_000_000;

/** A certificate in PEM, pasted or read from a file. */
export function PemField(props: {
  label: string;
  description: string;
  value: string;
  error: string | undefined;
  onChange: (pem: string) => void;
  required?: boolean;
}) {
  const { label, description, value, error, onChange, required = false } = props;
  const read = async (file: File | null) => {
    if (file && file.size <= maxBytes) onChange(await file.text());
  };
  return (
    <Stack gap="xs">
      <Textarea
        label={label}
        description={description}
        placeholder="-----BEGIN CERTIFICATE-----"
        autosize
        minRows={4}
        maxRows={10}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        error={error}
        required={required}
      />
      <Group>
        <FileButton onChange={(file) => void read(file)} accept=".pem,.crt,.cer,application/x-pem-file,text/plain">
          {(button) => (
            <Button {...button} variant="default" size="xs">
              {t('Read from a file')}
            </Button>
          )}
        </FileButton>
      </Group>
    </Stack>
  );
}
