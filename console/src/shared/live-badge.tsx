import { Badge } from '@mantine/core';
import type { LiveState } from '../api/live-events.ts';
import { tx } from '../words/rich.ts';
import { t } from '../words/words.ts';
import { Time } from './time.tsx';

/**
 * Whether a stream is open, as a word that a screen reader hears when it changes.
 *
 * @param silentSince epoch ms of the last report where none has come for longer than usual: nothing is live then
 */
export function LiveBadge({ state, silentSince }: { state: LiveState; silentSince?: number | undefined }) {
  if (state === 'open' && silentSince !== undefined) {
    return (
      <Badge color="gray" variant="light" role="status">
        {tx('silent, last report {time}', { time: <Time value={silentSince} format="relative" /> })}
      </Badge>
    );
  }
  const [color, text] =
    state === 'open'
      ? ['green', t('live')]
      : state === 'waiting'
        ? ['orange', t('reconnecting')]
        : ['gray', state === 'connecting' ? t('connecting') : state];
  return (
    <Badge color={color} variant="light" role="status">
      {text}
    </Badge>
  );
}
