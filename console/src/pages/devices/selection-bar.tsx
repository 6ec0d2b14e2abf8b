import { Button, Group, Paper, Text } from '@mantine/core';
import { useState } from 'react';
import { type DeviceListing, readDeviceIds } from '../../api/queries/devices.ts';
import { formatNumber } from '../../shared/format.ts';
import { Failure } from '../../shared/states.tsx';

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

/** What can be done with the devices that are selected; nothing is shown while none is. */
export function SelectionBar(props: SelectionBarProps) {
  const { applicationId, listing, totalCount, selected, onSelect, onDelete } = props;
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  if (selected.size === 0) return null;
  const selectAll = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      onSelect(await readDeviceIds(applicationId, listing, mostSelected));
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Paper withBorder radius="md" p="xs" role="region" aria-label="Selection">
      <Group gap="sm">
        <Text size="sm" fw={600} role="status">
          {formatNumber(selected.size)} selected
        </Text>
        {selected.size < Math.min(totalCount, mostSelected) ? (
          <Button variant="subtle" size="compact-sm" loading={busy} onClick={selectAll}>
            Select all {formatNumber(Math.min(totalCount, mostSelected))}
          </Button>
        ) : null}
        <Button variant="subtle" size="compact-sm" color="gray" onClick={() => onSelect([])}>
          Clear selection
        </Button>
        <Button variant="light" color="red" size="compact-sm" onClick={onDelete}>
          Delete selected
        </Button>
      </Group>
      {failure === undefined ? null : <Failure error={failure} />}
    </Paper>
  );
}
