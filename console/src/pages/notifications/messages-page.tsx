import { Badge, NativeSelect, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import { Page } from '../../shared/page.tsx';
import { Empty, Failure } from '../../shared/states.tsx';
import type { Column } from '../../shared/table/data-table.tsx';
import { ResourceTable } from '../../shared/table/resource-table.tsx';
import { RowButtons } from '../../shared/table/row-buttons.tsx';
import { Time } from '../../shared/time.tsx';
import { useIds } from '../../shared/use-ids.ts';
import { tx } from '../../words/rich.ts';
import { t } from '../../words/words.ts';
import { type Message, messagesPerPage, messagesQuery } from './queries.ts';
import { Sections } from './sections.tsx';

const stateLabels: Readonly<Record<Message['state'], string>> = {
  pending: t('To be sent'),
  delivered: t('Delivered'),
  failed: t('Given up'),
  cancelled: t('Cancelled'),
};
const stateColors: Readonly<Record<Message['state'], string>> = {
  pending: 'blue',
  delivered: 'green',
  failed: 'red',
  cancelled: 'gray',
};

/** What was and is to be delivered, and what came of it. */
export function MessagesPage() {
  const { applicationId } = useIds();
  const queryClient = useQueryClient();
  const [page, setPage] = useState(1);
  const [state, setState] = useState<Message['state'] | ''>('');
  const list = useQuery(messagesQuery(applicationId, { page: page - 1, state: state === '' ? undefined : state }));
  const resend = useMutation({
    mutationFn: async (notificationId: string) => {
      await request('POST', '/applications/{applicationId}/notifications/{notificationId}/resend', {
        path: { applicationId, notificationId },
      });
      await queryClient.invalidateQueries({ queryKey: keys.notifications(applicationId) });
    },
  });
  const columns: readonly Column<Message>[] = [
    { head: t('About'), isTitle: true, isForeign: true, maxWidth: 360, cell: nameMessage },
    { head: t('To||recipient'), isForeign: true, maxWidth: 320, cell: ({ target }) => target },
    { head: t('Rule'), isForeign: true, isWideOnly: true, cell: ({ notificationRuleName }) => notificationRuleName },
    { head: t('State||of a thing'), cell: (message) => <State message={message} /> },
    { head: t('Attempts'), cell: ({ attempts }) => attempts, isWideOnly: true },
    { head: t('Made'), noWrap: true, cell: ({ creationDate }) => <Time value={creationDate} format="relative" /> },
    {
      head: t('Actions'),
      isHeadHidden: true,
      cell: (message) => (
        <RowButtons
          actions={
            message.state === 'pending'
              ? []
              : [
                  {
                    label: t('Send again'),
                    description: t('Send again {nameMessage} to {target}', {
                      nameMessage: nameMessage(message),
                      target: message.target,
                    }),
                    onClick: () => resend.mutate(message.id),
                  },
                ]
          }
        />
      ),
    },
  ];
  return (
    <Page title={t('Messages')}>
      <Sections applicationId={applicationId} />
      {resend.error ? <Failure error={resend.error} /> : null}
      <ResourceTable
        query={list}
        noun="message"
        label={t('Messages')}
        columns={columns}
        keyOf={({ id }) => id}
        actions={
          <NativeSelect
            aria-label={t('State||of a thing')}
            data={[
              { value: '', label: t('All') },
              ...Object.entries(stateLabels).map(([value, label]) => ({ value, label })),
            ]}
            value={state}
            onChange={({ currentTarget }) => {
              setState(currentTarget.value as Message['state'] | '');
              setPage(1);
            }}
          />
        }
        paging={{ page, perPage: messagesPerPage, onChange: setPage }}
        empty={<Empty title={t('No messages')}>{t('Mails and calls of notification rules are listed here.')}</Empty>}
      />
    </Page>
  );
}

function nameMessage({ events, eventCount, reason }: Message): string {
  const about = eventCount === 1 ? (events[0]?.subject ?? '') : t('{eventCount} events', { eventCount });
  return reason === 'repeat' ? t('{about} (again)', { about }) : about;
}

function State({ message: { state, error, nextAttempt } }: { message: Message }) {
  return (
    <div>
      <Badge variant="light" color={stateColors[state]} tt="none">
        {stateLabels[state]}
      </Badge>
      {error === undefined ? null : (
        <Text size="xs" c="dimmed" className="foreign">
          {error}
        </Text>
      )}
      {nextAttempt === undefined ? null : (
        <Text size="xs" c="dimmed">
          {tx('Next {time}', { time: <Time value={nextAttempt} format="relative" /> })}
        </Text>
      )}
    </div>
  );
}
