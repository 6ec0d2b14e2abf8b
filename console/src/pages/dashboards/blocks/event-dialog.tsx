import { Button, Group, Stack, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Dialog } from '../../../shared/dialog.tsx';
import { Failure } from '../../../shared/states.tsx';
import { t } from '../../../words/words.ts';
import { updateEvents } from '../block-calls.ts';
import { useDashboardContext } from '../dashboard-context.ts';

/** Acknowledges or resolves an event that a block lists, with a comment. */
export function EventDialog({ blockId, eventId, onClose }: { blockId: string; eventId: string; onClose: () => void }) {
  const around = useDashboardContext();
  const [comment, setComment] = useState('');
  const updating = useMutation({
    mutationFn: (state: string) =>
      updateEvents(around, blockId, {
        eventIds: [eventId],
        updates: { state, ...(comment === '' ? {} : { comment }) },
      }),
    onSuccess: () => {
      around.renew();
      onClose();
    },
  });
  return (
    <Dialog opened onClose={onClose} title={t('Change the event')}>
      <Stack gap="sm">
        <Textarea
          label={t('Comment')}
          maxLength={32767}
          value={comment}
          onChange={({ currentTarget }) => setComment(currentTarget.value)}
        />
        {updating.error === null ? null : <Failure error={updating.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('Cancel')}
          </Button>
          <Button variant="default" loading={updating.isPending} onClick={() => updating.mutate('acknowledged')}>
            {t('Acknowledge')}
          </Button>
          <Button loading={updating.isPending} onClick={() => updating.mutate('resolved')}>
            {t('Resolve')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
