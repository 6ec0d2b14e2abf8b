import { Badge } from '@mantine/core';
import type { LiveState } from '../api/live-events.ts';

/** Whether a stream is open, as a word that a screen reader hears when it changes. */
export function LiveBadge({ state }: { state: LiveState }) {
  const [color, text] =
    state === 'open' ? ['green', 'live'] : state === 'waiting' ? ['orange', 'reconnecting'] : ['gray', state];
  return (
    <Badge color={color} variant="light" role="status">
      {text}
    </Badge>
  );
}
