import { Badge } from '@mantine/core';
import { type EventLevel, type EventState, levelColors, levelLabels, stateLabels } from './words.ts';

export function LevelBadge({ level }: { level: EventLevel }) {
  return (
    <Badge variant="light" color={levelColors[level]} tt="none">
      {levelLabels[level]}
    </Badge>
  );
}

export function StateBadge({ state }: { state: EventState }) {
  return (
    <Badge variant={state === 'new' ? 'filled' : 'default'} tt="none">
      {stateLabels[state]}
    </Badge>
  );
}
