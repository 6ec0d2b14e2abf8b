import { Button, Group, Paper, Text } from '@mantine/core';
import { useState } from 'react';
import { type DeviceListing, readDeviceIds } from '../../api/queries/devices.ts';
import { downloadText } from '../../shared/download.ts';
import { formatNumber } from '../../shared/format.ts';
import { Failure } from '../../shared/states.tsx';
import { t } from '../../words/words.ts';
import { CommandDevices, TagDevices } from './bulk-dialogs.tsx';
import { writeDevices } from './device-csv.ts';

export interface SelectionBarProps {
  readonly applicationId: string;
  readonly listing: DeviceListing;
  readonly totalCount: number;
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (deviceIds: readonly string[]) => void;
  readonly onDelete: () => void;
}

/** More at a time than anybody should change by hand; also what keeps the page small. */
const mostSelected = 10_000;

/** What can be done with the devices that are selected. */
export function SelectionBar(props: SelectionBarProps) {
  const { applicationId, listing, totalCount, selected, onSelect, onDelete } = props;
  const [busy, setBusy] = useState<'select' | 'export'>();
  const [open, setOpen] = useState<'tag' | 'command'>();
  const [failure, setFailure] = useState<unknown>();
  const run = async (what: 'select' | 'export', work: () => Promise<void>) => {
    setBusy(what);
    setFailure(undefined);
    try {
      await work();
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(undefined);
    }
  };
  const selectAll = () =>
    run('select', async () => onSelect(await readDeviceIds(applicationId, listing, mostSelected)));
  const save = () =>
    run('export', async () => downloadText('devices.csv', await writeDevices(applicationId, [...selected])));
  return (
    <Paper withBorder radius="md" p="xs" role="region" aria-label={t('Selection')}>
      <Group gap="sm">
        <Text size="sm" fw={600} role="status">
          {t('{size} selected', { size: formatNumber(selected.size) })}
        </Text>
        {selected.size < Math.min(totalCount, mostSelected) ? (
          <Button variant="subtle" size="compact-sm" loading={busy === 'select'} onClick={() => void selectAll()}>
            {t('Select all {totalCount}', { totalCount: formatNumber(Math.min(totalCount, mostSelected)) })}
          </Button>
        ) : null}
        <Button variant="subtle" size="compact-sm" color="gray" onClick={() => onSelect([])}>
          {t('Clear selection')}
        </Button>
        <Button variant="default" size="compact-sm" onClick={() => setOpen('tag')}>
          {t('Tag||verb')}
        </Button>
        <Button variant="default" size="compact-sm" onClick={() => setOpen('command')}>
          {t('Send a command')}
        </Button>
        <Button variant="default" size="compact-sm" loading={busy === 'export'} onClick={() => void save()}>
          {t('Save as CSV')}
        </Button>
        <Button variant="light" color="red" size="compact-sm" onClick={onDelete}>
          {t('Delete selected')}
        </Button>
      </Group>
      {failure === undefined ? null : <Failure error={failure} />}
      {open === 'tag' ? (
        <TagDevices applicationId={applicationId} deviceIds={[...selected]} onClose={() => setOpen(undefined)} />
      ) : open === 'command' ? (
        <CommandDevices applicationId={applicationId} deviceIds={[...selected]} onClose={() => setOpen(undefined)} />
      ) : null}
    </Paper>
  );
}
