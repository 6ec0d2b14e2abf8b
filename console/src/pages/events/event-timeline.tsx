import { Box, Group, Stack, Text, Textarea, Timeline } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { EventItem } from '../../api/types.ts';
import { FormView } from '../../shared/form/form-view.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { formatNumber } from '../../shared/format.ts';
import { Markdown } from '../../shared/markdown.tsx';
import { Section } from '../../shared/page.tsx';
import { Time } from '../../shared/time.tsx';
import { tx } from '../../words/rich.ts';
import { t } from '../../words/words.ts';
import { changeEvent } from './change-events.ts';
import { StateBadge } from './event-badges.tsx';
import { JsonBlock } from './json-block.tsx';
import { nameSource } from './words.ts';

type Update = EventItem['updates'][number];

/** What has become of an event, the newest last, and a place to say something to it. */
export function EventTimeline({ applicationId, event }: { applicationId: string; event: EventItem }) {
  const earlier = event.updateCount - event.updates.length;
  return (
    <Section title={t('Updates')}>
      <Timeline bulletSize={14} lineWidth={2} mt="xs" active={event.updates.length}>
        <Timeline.Item title={t('Created')}>
          <Text size="sm" c="dimmed" className="foreign">
            {tx('{time} by {nameSource}', { time: <Time value={event.creationDate} />, nameSource: nameSource(event) })}
          </Text>
          {earlier > 0 ? (
            <Text size="sm">{t('{earlier} earlier updates are not shown.', { earlier: formatNumber(earlier) })}</Text>
          ) : null}
        </Timeline.Item>
        {event.updates.map((update, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: updates are only ever appended, so that its place names each
          <Timeline.Item key={earlier + index} title={<UpdateTitle update={update} />}>
            <UpdateDetails update={update} />
          </Timeline.Item>
        ))}
      </Timeline>
      <Box mt="lg">
        <CommentForm applicationId={applicationId} eventId={event.id} />
      </Box>
    </Section>
  );
}

function UpdateTitle({ update }: { update: Update }) {
  const { stateChange, comment, tagsChange, levelChange, subjectChange, deviceIdChange } = update;
  if (stateChange) {
    return (
      <Group gap={6}>
        <StateBadge state={stateChange.old} />
        <span aria-hidden="true">→</span>
        <span className="off-screen">{t('to')}</span>
        <StateBadge state={stateChange.new} />
      </Group>
    );
  }
  if (levelChange) return t('Level changed from {old} to {new}', { old: levelChange.old, new: levelChange.new });
  if (subjectChange) return t('Subject changed');
  if (deviceIdChange) return t('Device changed');
  return comment ? t('Comment') : tagsChange ? t('Tags changed') : t('Update');
}

function UpdateDetails({ update }: { update: Update }) {
  const { creationDate, comment, data, tagsChange, subjectChange } = update;
  return (
    <Stack gap={4}>
      <Text size="sm" c="dimmed" className="foreign">
        {tx('{time} by {nameSource}', { time: <Time value={creationDate} />, nameSource: nameSource(update) })}
      </Text>
      {comment ? <Markdown text={comment} /> : null}
      {subjectChange === undefined ? null : (
        <Text size="sm" className="foreign">
          {subjectChange.old} → {subjectChange.new}
        </Text>
      )}
      {tagsChange === undefined ? null : (
        <Text size="sm" className="foreign">
          {Object.entries(tagsChange.new)
            .map(([key, value]) => `${key}: ${tagsChange.old[key] ?? t('none')} → ${value}`)
            .join(', ')}
        </Text>
      )}
      {data === undefined ? null : <JsonBlock value={data} label={t('Data of the update as JSON')} />}
    </Stack>
  );
}

function CommentForm({ applicationId, eventId }: { applicationId: string; eventId: string }) {
  const queryClient = useQueryClient();
  const form = useForm({
    initial: { comment: '' },
    check: ({ comment }) => ({ comment: comment.trim() === '' ? t('Write something first') : undefined }),
    save: ({ comment }) => changeEvent(queryClient, { applicationId, eventId }, { comment }),
  });
  return (
    <FormView form={form} label={t('Comment')} submitLabel={t('Comment')} savedText="">
      <Textarea
        label={t('Add a comment')}
        description={t('Markdown')}
        autosize
        minRows={2}
        maxRows={12}
        {...form.text('comment')}
      />
    </FormView>
  );
}
