import { Alert, List, Text } from '@mantine/core';
import { t } from '../../words/words.ts';
import { formatValue } from '../format.ts';
import type { Conflict } from './stored.ts';

/** Says what somebody else has saved meanwhile, and that what was typed is still there. */
export function ConflictNotice<V extends object>({ conflict }: { conflict: Conflict<V> }) {
  return (
    <Alert color="orange" role="alert" title={t('Somebody else has changed this meanwhile')}>
      <Text size="sm">{t('What you typed is still here. Save it over theirs, or drop it and take theirs:')}</Text>
      <List size="sm">
        {conflict.fields.map((name) => {
          const theirs = conflict.theirs[name];
          return (
            <List.Item key={name} className="foreign">
              {toWords(name)}
              {typeof theirs === 'object' ? '' : `: ${theirs === '' ? t('nothing') : formatValue(theirs)}`}
            </List.Item>
          );
        })}
      </List>
    </Alert>
  );
}

/** `deviceClass` as "Device class". */
function toWords(name: string): string {
  const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
