import { Badge } from '@mantine/core';
import { type EventState, stateLabels } from './words.ts';

export { LevelBadge } from '../../shared/events/level-badge.tsx';

export function StateBadge({ state }: { state: EventState }) {
  return (
    <Badge variant={state === 'new' ? 'filled' : 'default'} tt="none">
      {stateLabels[state]}
    </Badge>
  );
}
