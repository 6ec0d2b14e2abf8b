import { Badge } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { formatNumber } from '../../shared/format.ts';
import { t } from '../../words/words.ts';
import { newEventsQuery } from './queries.ts';
import { levelColors } from './words.ts';

const mostShown = 999;

/** How many events of the application are new, in the colour of the most severe; nothing while none is. */
export function NewEventsBadge({ applicationId }: { applicationId: string }) {
  const { data } = useQuery(newEventsQuery(applicationId));
  if (data === undefined || data.newCount === 0) return null;
  const count = data.newCount > mostShown ? `${mostShown}+` : formatNumber(data.newCount);
  return (
    <Badge size="sm" variant="light" color={levelColors[data.event?.level ?? 'info']}>
      {count}
      <span className="off-screen"> {t('new')}</span>
    </Badge>
  );
}
