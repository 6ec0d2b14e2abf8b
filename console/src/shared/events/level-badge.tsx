import { Badge } from '@mantine/core';
import { type EventLevel, levelColors, levelLabels } from './levels.ts';

/** How severe an event is, or would be. */
export function LevelBadge({ level }: { level: EventLevel }) {
  return (
    <Badge variant="light" color={levelColors[level]} tt="none">
      {levelLabels[level]}
    </Badge>
  );
}
