import { Group, Switch, Text } from '@mantine/core';
import { t, tn } from '../../words/words.ts';
import { describeDuration } from './search.ts';
import type { WindowCounts } from './use-dashboard-data.ts';

/**
 * Whose window the toolbar's is: that of the blocks that follow it, or for this view that of all blocks, in place of their own. The choice stands in
 * the address and nowhere else; those with whom a dashboard is shared do not have it, because it would reach beyond what its blocks ask.
 */
export function WindowScope(props: {
  windows: WindowCounts;
  sameWindow: boolean;
  duration: number;
  isGuest: boolean;
  change: (changed: Readonly<Record<string, unknown>>) => void;
}) {
  const { windows, sameWindow, duration, isGuest, change } = props;
  const { following, own } = windows;
  if (own === 0 && following > 0) return null;
  return (
    <Group gap="sm" mih={36} role="group" aria-label={t('Blocks of the window')}>
      {isGuest || own === 0 ? null : (
        <Switch
          label={t('All blocks')}
          checked={sameWindow}
          onChange={({ currentTarget }) => change({ sameWindow: currentTarget.checked ? true : undefined })}
        />
      )}
      <Text size="sm" c={sameWindow ? undefined : 'dimmed'} role="status">
        {describe({ following, own: isGuest ? 0 : own, sameWindow, duration })}
      </Text>
    </Group>
  );
}

function describe({ following, own, sameWindow, duration }: WindowCounts & { sameWindow: boolean; duration: number }) {
  if (sameWindow && own > 0) {
    return tn(
      own,
      'All blocks show {duration}, also {count} with a time of its own.',
      'All blocks show {duration}, also the {count} with a time of their own.',
      { duration: describeDuration(duration) },
    );
  }
  if (following > 0) return '';
  return own > 0 ? t('No block follows this window: each has a time of its own.') : t('No block follows this window.');
}
