import { Anchor, FileButton, Group, Stack, Text, Textarea } from '@mantine/core';
import { type DragEvent, useState } from 'react';
import { downloadText } from '../../shared/download.ts';
import { t } from '../../words/words.ts';

export interface CsvStepProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly error: string | undefined;
}

const example = 'name,room,serial\nSensor A,101,4711\nSensor B,102,4712\n';

/** Takes a CSV in whatever way it comes: pasted, dropped, or chosen as a file. Nothing travels until devices are made. */
export function CsvStep({ text, onChange, error }: CsvStepProps) {
  const [isOver, setOver] = useState(false);
  const read = async (file: File | null | undefined) => {
    if (file) onChange(await file.text());
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void read(event.dataTransfer.files[0]);
  };
  return (
    <Stack gap={4}>
      <Textarea
        label={t('CSV')}
        description={t('The first line names the columns, each further line is one device.')}
        placeholder={example}
        autosize
        minRows={5}
        maxRows={12}
        value={text}
        error={error}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', ...(isOver ? overStyle : {}) } }}
        onChange={(event) => onChange(event.currentTarget.value)}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      />
      <Group gap="xs">
        <Text size="sm" c="dimmed">
          {t('Paste it, drop a file here, or')}
        </Text>
        <FileButton accept=".csv,text/csv,text/plain" onChange={(file) => void read(file)}>
          {(props) => (
            <Anchor component="button" type="button" size="sm" {...props}>
              {t('choose a file')}
            </Anchor>
          )}
        </FileButton>
        <Anchor component="button" type="button" size="sm" onClick={() => downloadText('devices.csv', example)}>
          {t('fetch an example')}
        </Anchor>
      </Group>
    </Stack>
  );
}

const overStyle = { borderColor: 'var(--mantine-primary-color-filled)' };
