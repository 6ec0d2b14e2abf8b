import { ActionIcon, Group, Textarea, TextInput } from '@mantine/core';
import { TrashIcon } from '../../shared/icons.tsx';
import { t } from '../../words/words.ts';
import type { GlobalRow, RowErrors } from './global-rows.ts';

/** One global: key, value, what it is for. */
export function GlobalFields(props: {
  readonly global: GlobalRow;
  readonly number: number;
  readonly errors: RowErrors;
  readonly onChange: (given: Partial<GlobalRow>) => void;
  readonly onRemove: () => void;
}) {
  const { global, number, errors, onChange, onRemove } = props;
  return (
    <Group role="group" aria-label={t('Global {number}', { number })} gap="xs" align="flex-start" mb="sm">
      <TextInput
        flex="1 1 160px"
        aria-label={t('Key of global {number}', { number })}
        placeholder="key"
        maxLength={255}
        value={global.key}
        error={errors.key}
        onChange={(event) => onChange({ key: event.currentTarget.value })}
      />
      <Textarea
        flex="2 1 220px"
        aria-label={t('Value of global {number}', { number })}
        placeholder={t('JSON: 21.5, "north", {"limit": 30}')}
        autosize
        minRows={1}
        maxRows={10}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        value={global.json}
        error={errors.json}
        onChange={(event) => onChange({ json: event.currentTarget.value })}
      />
      <TextInput
        flex="1 1 160px"
        aria-label={t('Description of global {number}', { number })}
        placeholder={t('what it is for (optional)')}
        maxLength={1_024}
        value={global.description ?? ''}
        onChange={(event) => onChange({ description: event.currentTarget.value })}
      />
      <ActionIcon
        size="lg"
        variant="subtle"
        color="gray"
        aria-label={t('Remove global {number}', { number })}
        onClick={onRemove}
      >
        <TrashIcon />
      </ActionIcon>
    </Group>
  );
}
