import { Button, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import { LevelBadge } from '../../shared/events/level-badge.tsx';
import { stateLabels } from '../../shared/events/levels.ts';
import { Page, Section } from '../../shared/page.tsx';
import { Empty, Failure, QueryView } from '../../shared/states.tsx';
import { type Column, DataTable } from '../../shared/table/data-table.tsx';
import { Time } from '../../shared/time.tsx';
import { useIds } from '../../shared/use-ids.ts';
import { t } from '../../words/words.ts';
import { type Inbox, inboxQuery } from './queries.ts';
import { Sections } from './sections.tsx';

type Entry = Inbox['items'][number];

/** What rules have told of in the console, the newest first. */
export function InboxPage() {
  const { applicationId } = useIds();
  const queryClient = useQueryClient();
  const inbox = useQuery(inboxQuery(applicationId));
  const newest = inbox.data?.items[0]?.number;
  const read = useMutation({
    mutationFn: async (upTo: number) => {
      await request('POST', '/applications/{applicationId}/notification-inbox/read', {
        path: { applicationId },
        body: { upTo },
      });
      await queryClient.invalidateQueries({ queryKey: keys.notificationInbox(applicationId) });
    },
  });
  const isNews = (inbox.data?.unreadCount ?? 0) > 0 && newest !== undefined;
  const columns: readonly Column<Entry>[] = [
    { head: t('Level'), width: 100, cell: ({ event }) => <LevelBadge level={event.level} /> },
    {
      head: t('Event'),
      isTitle: true,
      isForeign: true,
      maxWidth: 480,
      to: ({ event }) => `/applications/${applicationId}/events/${event.eventId}`,
      cell: ({ event, isRead }) => (
        <Text component="span" inherit fw={isRead ? 400 : 600}>
          {event.subject}
        </Text>
      ),
    },
    { head: t('State then'), cell: ({ event }) => stateLabels[event.state] },
    { head: t('Device'), isForeign: true, isWideOnly: true, cell: ({ event }) => event.deviceName ?? '' },
    { head: t('Rule'), isForeign: true, isWideOnly: true, cell: ({ notificationRuleName }) => notificationRuleName },
    { head: t('Time'), noWrap: true, cell: ({ creationDate }) => <Time value={creationDate} format="relative" /> },
  ];
  return (
    <Page
      title={t('Notifications')}
      actions={
        <>
          <BrowserNotifications />
          <Button
            disabled={!isNews}
            loading={read.isPending}
            onClick={() => newest !== undefined && read.mutate(newest)}
          >
            {t('Mark all as read')}
          </Button>
        </>
      }
    >
      <Sections applicationId={applicationId} />
      {read.error ? <Failure error={read.error} /> : null}
      <QueryView query={inbox}>
        {({ items, unreadCount }) => (
          <Section
            title={unreadCount === 0 ? t('Nothing unread') : t('{unreadCount} unread', { unreadCount })}
            padding={0}
          >
            {items.length === 0 ? (
              <Empty title={t('Nothing here yet')}>
                {t('A notification rule with “In the console” puts events here.')}
              </Empty>
            ) : (
              <DataTable label={t('Inbox')} columns={columns} rows={items} keyOf={({ id }) => id} />
            )}
          </Section>
        )}
      </QueryView>
    </Page>
  );
}

/** Asks the browser to show what comes while a tab is open; where it cannot, there is nothing to ask. */
function BrowserNotifications() {
  const [permission, setPermission] = useState('Notification' in window ? Notification.permission : 'denied');
  if (permission !== 'default') return null;
  return (
    <Button variant="default" onClick={() => void Notification.requestPermission().then(setPermission)}>
      {t('Show them in the browser')}
    </Button>
  );
}
