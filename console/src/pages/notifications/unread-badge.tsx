import { Badge } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { formatNumber } from '../../shared/format.ts';
import { t } from '../../words/words.ts';
import { inboxQuery } from './queries.ts';

/**
 * How many notifications the user has not read; nothing while none is. As long as a tab is open, the browser shows those
 * that come, where it has been allowed to: no third party is asked to push anything.
 */
export function UnreadBadge({ applicationId }: { applicationId: string }) {
  const { data } = useQuery(inboxQuery(applicationId));
  const newest = data?.items[0];
  const shown = useRef<{ applicationId: string; number: number }>(undefined);
  useEffect(() => {
    if (data === undefined) return;
    const number = newest?.number ?? 0;
    const before = shown.current;
    shown.current = { applicationId, number };
    // What was there when the page was opened is no news.
    if (before?.applicationId !== applicationId || number <= before.number || newest === undefined) return;
    if (!('Notification' in window) || Notification.permission !== 'granted') return;
    const { level, subject, deviceName } = newest.event;
    const notification = new Notification(subject, {
      body: deviceName === undefined ? level : `${level} · ${deviceName}`,
      // One for each entry, however many tabs are open.
      tag: newest.id,
    });
    notification.onclick = () => window.focus();
  }, [data, newest, applicationId]);
  if (data === undefined || data.unreadCount === 0) return null;
  return (
    <Badge size="sm" variant="light">
      {formatNumber(data.unreadCount)}
      <span className="off-screen"> {t('unread')}</span>
    </Badge>
  );
}
