import { ActionIcon, Anchor, Badge, Button, Group, Menu, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { EventItem } from '../../api/types.ts';
import { ConfirmDialog } from '../../shared/form/confirm-dialog.tsx';
import { MoreIcon } from '../../shared/icons.tsx';
import { LiveBadge } from '../../shared/live-badge.tsx';
import { Markdown } from '../../shared/markdown.tsx';
import { Page, Section } from '../../shared/page.tsx';
import { Failure, QueryView } from '../../shared/states.tsx';
import { Time } from '../../shared/time.tsx';
import { useIds } from '../../shared/use-ids.ts';
import { tx } from '../../words/rich.ts';
import { t } from '../../words/words.ts';
import { changeEvent } from './change-events.ts';
import { LevelBadge, StateBadge } from './event-badges.tsx';
import { EventTimeline } from './event-timeline.tsx';
import { JsonBlock } from './json-block.tsx';
import { eventQuery } from './queries.ts';
import { useLive } from './use-live.ts';
import { nameSource, states, stateVerbs } from './words.ts';

/** One event: what it says, its data, and what has become of it. */
export function EventPage() {
  const { applicationId, eventId } = useIds();
  const live = useLive(applicationId);
  const event = useQuery(eventQuery(applicationId, eventId));
  return (
    <QueryView query={event}>
      {(found) => (
        <Page
          title={found.subject}
          description={<EventSummary applicationId={applicationId} event={found} />}
          actions={
            <>
              <LiveBadge state={live} />
              <EventActions applicationId={applicationId} event={found} />
            </>
          }
        >
          {found.message === '' ? null : (
            <Section title={t('Message')}>
              <Markdown text={found.message} />
            </Section>
          )}
          {found.data === undefined ? null : (
            <Section title={t('Data')}>
              <JsonBlock value={found.data} label={t('Data as JSON')} />
            </Section>
          )}
          <EventTimeline key={found.id} applicationId={applicationId} event={found} />
        </Page>
      )}
    </QueryView>
  );
}

function EventSummary({ applicationId, event }: { applicationId: string; event: EventItem }) {
  const { level, state, deviceId, deviceName, eventTags, creationDate } = event;
  return (
    <Group gap={8} mt={4}>
      <LevelBadge level={level} />
      <StateBadge state={state} />
      <span>
        {tx('{time} by {nameSource}', { time: <Time value={creationDate} />, nameSource: nameSource(event) })}
      </span>
      {deviceId === undefined ? null : (
        <Anchor component={Link} to={`/applications/${applicationId}/devices/${deviceId}`} inherit>
          {deviceName ?? deviceId}
        </Anchor>
      )}
      {Object.entries(eventTags).map(([key, value]) => (
        <Badge key={key} variant="default" tt="none" fw={400} className="foreign">
          {key}={value}
        </Badge>
      ))}
    </Group>
  );
}

function EventActions({ applicationId, event }: { applicationId: string; event: EventItem }) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [deleting, setDeleting] = useState(false);
  const act = useMutation({
    mutationFn: (state: EventItem['state']) =>
      changeEvent(queryClient, { applicationId, eventId: event.id }, { state }),
  });
  const remove = async () => {
    await request('DELETE', '/applications/{applicationId}/events/{eventId}', {
      path: { applicationId, eventId: event.id },
    });
    await navigate({ to: `/applications/${applicationId}/events` });
    queryClient.removeQueries({ queryKey: keys.event(applicationId, event.id) });
    await queryClient.invalidateQueries({ queryKey: keys.events(applicationId) });
  };
  return (
    <>
      {states
        .filter((state) => state !== event.state)
        .map((state) => (
          <Button
            key={state}
            variant={state === 'resolved' ? 'filled' : 'default'}
            loading={act.isPending && act.variables === state}
            onClick={() => act.mutate(state)}
          >
            {stateVerbs[state]}
          </Button>
        ))}
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="default" size="lg" aria-label={t('Actions')}>
            <MoreIcon />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item color="red" onClick={() => setDeleting(true)}>
            {t('Delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {act.error ? <Failure error={act.error} /> : null}
      {deleting ? (
        <ConfirmDialog
          title={t('Delete event')}
          opened
          onClose={() => setDeleting(false)}
          confirmLabel={t('Delete')}
          onConfirm={remove}
        >
          <Text size="sm">{t('Its message, data and updates go with it. This cannot be undone.')}</Text>
        </ConfirmDialog>
      ) : null}
    </>
  );
}
