import { Button, Group, Paper, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ConfirmDialog } from '../../shared/form/confirm-dialog.tsx';
import { formatCount, formatNumber } from '../../shared/format.ts';
import { Failure } from '../../shared/states.tsx';
import { t } from '../../words/words.ts';
import { changeEvents, chooseIds, deleteEvents, type EventPatch } from './change-events.ts';
import { CommentDialog } from './comment-dialog.tsx';
import { type EventFilter, toEventQuery } from './listing.ts';

export interface SelectionBarProps {
  readonly applicationId: string;
  readonly filter: EventFilter;
  /** How many events pass the filter. */
  readonly totalCount: number;
  readonly selected: ReadonlySet<string>;
  /** Whether every event that passes the filter is meant, not those that are selected one by one. */
  readonly isAll: boolean;
  readonly onAll: () => void;
  readonly onClear: () => void;
}

/** What can be done with the events that are selected; nothing is shown while none is. */
export function SelectionBar(props: SelectionBarProps) {
  const { applicationId, filter, totalCount, selected, isAll, onAll, onClear } = props;
  const queryClient = useQueryClient();
  const [open, setOpen] = useState<'comment' | 'delete'>();
  const change = useMutation({
    mutationFn: (patch: EventPatch) => changeEvents(queryClient, applicationId, choose(), patch),
    onSuccess: onClear,
  });
  if (selected.size === 0 && !isAll) return null;
  const count = isAll ? totalCount : selected.size;
  const choose = () => (isAll ? toEventQuery(filter) : chooseIds([...selected]));
  const close = () => setOpen(undefined);
  return (
    <Paper withBorder radius="md" p="xs" role="region" aria-label={t('Selection')}>
      <Group gap="sm">
        <Text size="sm" fw={600} role="status">
          {t('{count} selected', { count: formatNumber(count) })}
        </Text>
        {isAll || totalCount <= selected.size ? null : (
          <Button variant="subtle" size="compact-sm" onClick={onAll}>
            {t('Select all {totalCount}', { totalCount: formatNumber(totalCount) })}
          </Button>
        )}
        <Button variant="subtle" size="compact-sm" color="gray" onClick={onClear}>
          {t('Clear selection')}
        </Button>
        <Button
          variant="light"
          size="compact-sm"
          loading={change.isPending}
          onClick={() => change.mutate({ state: 'acknowledged' })}
        >
          {t('Acknowledge')}
        </Button>
        <Button
          variant="light"
          size="compact-sm"
          loading={change.isPending}
          onClick={() => change.mutate({ state: 'resolved' })}
        >
          {t('Resolve')}
        </Button>
        <Button variant="light" size="compact-sm" onClick={() => setOpen('comment')}>
          {t('Comment')}
        </Button>
        <Button variant="light" color="red" size="compact-sm" onClick={() => setOpen('delete')}>
          {t('Delete')}
        </Button>
      </Group>
      {change.error ? <Failure error={change.error} /> : null}
      {open === 'comment' ? (
        <CommentDialog
          title={t('Comment on {events}', { events: formatCount(count, 'event') })}
          onClose={close}
          save={async (patch) => {
            await changeEvents(queryClient, applicationId, choose(), patch);
            onClear();
          }}
        />
      ) : null}
      {open === 'delete' ? (
        <ConfirmDialog
          title={t('Delete {events}', { events: formatCount(count, 'event') })}
          opened
          onClose={close}
          confirmLabel={t('Delete')}
          onConfirm={async () => {
            await deleteEvents(queryClient, applicationId, choose());
            onClear();
          }}
          {...(isAll ? { typedName: String(count) } : {})}
        >
          {t('Their messages, data and updates go with them. This cannot be undone.')}
        </ConfirmDialog>
      ) : null}
    </Paper>
  );
}
