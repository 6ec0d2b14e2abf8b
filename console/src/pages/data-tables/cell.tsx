import { Badge, Text } from '@mantine/core';
import { formatNumber } from '../../shared/format.ts';
import { t } from '../../words/words.ts';

/** A value as a cell shows it. A missing one looks unlike an empty text. */
export function Cell({ value }: { value: unknown }) {
  if (value === null || value === undefined) {
    return (
      <Text span size="sm" c="dimmed" aria-label={t('no value')}>
        –
      </Text>
    );
  }
  if (typeof value === 'boolean') {
    return (
      <Badge variant="light" tt="none" color={value ? 'green' : 'gray'}>
        {value ? t('true') : t('false')}
      </Badge>
    );
  }
  if (typeof value === 'number') return <>{formatNumber(value)}</>;
  if (value === '') {
    return (
      <Text span size="sm" c="dimmed" fs="italic">
        {t('empty')}
      </Text>
    );
  }
  return (
    <Text span size="sm" lineClamp={3}>
      {String(value)}
    </Text>
  );
}
