import { Group, Select, TextInput } from '@mantine/core';
import { t } from '../../words/words.ts';

export interface Expiry {
  /** Days from now, `never`, or `date`. */
  readonly choice: string;
  /** What a datetime-local input holds: a moment in the viewer's zone. */
  readonly date: string;
}

export const noExpiry: Expiry = { choice: 'never', date: '' };

const choices = [
  { value: 'never', label: t('Never') },
  { value: '7', label: t('In 7 days') },
  { value: '30', label: t('In 30 days') },
  { value: '90', label: t('In 90 days') },
  { value: '365', label: t('In a year') },
  { value: 'date', label: t('At a moment that I choose') },
];

/** The moment as the API takes it; undefined: never. */
export function toExpirationDate({ choice, date }: Expiry, now: number): string | undefined {
  if (choice === 'never') return undefined;
  const time = choice === 'date' ? new Date(date).getTime() : now + Number(choice) * 86_400_000;
  return Number.isFinite(time) ? new Date(time).toISOString() : undefined;
}

export function ExpiryField(props: { value: Expiry; onChange: (value: Expiry) => void; error: string | undefined }) {
  const { value, onChange, error } = props;
  return (
    <Group gap="xs" align="flex-start" grow>
      <Select
        label={t('Expires')}
        data={choices}
        allowDeselect={false}
        value={value.choice}
        onChange={(choice) => onChange({ ...value, choice: choice ?? 'never' })}
        error={value.choice === 'date' ? undefined : error}
      />
      {value.choice === 'date' ? (
        <TextInput
          type="datetime-local"
          label={t('Moment (your time zone)')}
          required
          value={value.date}
          onChange={(event) => onChange({ ...value, date: event.currentTarget.value })}
          error={error}
        />
      ) : null}
    </Group>
  );
}
