import { ActionIcon, Anchor, Badge, Checkbox, Group, Menu, Table, Text, UnstyledButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { DeviceListing, LastValues } from '../../api/queries/devices.ts';
import type { Device } from '../../api/types.ts';
import { ConnectionBadge } from '../../shared/devices/connection-badge.tsx';
import { formatValue } from '../../shared/format.ts';
import { MoreIcon } from '../../shared/icons.tsx';
import { Time } from '../../shared/time.tsx';

export interface DeviceTableProps {
  readonly applicationId: string;
  readonly devices: readonly Device[];
  readonly values: LastValues | undefined;
  readonly columns: readonly string[];
  readonly listing: DeviceListing;
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (deviceIds: readonly string[], on: boolean) => void;
  readonly onSort: (field: DeviceListing['sortField']) => void;
  readonly onAct: (act: 'edit' | 'clone' | 'delete', device: Device) => void;
}

/** One page of devices with what was last known of each. */
export function DeviceTable(props: DeviceTableProps) {
  const { applicationId, devices, values, columns, listing, selected, onSelect, onSort, onAct } = props;
  const ids = devices.map(({ id }) => id);
  const chosen = ids.filter((id) => selected.has(id)).length;
  return (
    <Table.ScrollContainer minWidth={760 + columns.length * 100}>
      <Table highlightOnHover aria-label="Devices">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={36}>
              <Checkbox
                size="xs"
                aria-label="Select all on this page"
                checked={chosen > 0 && chosen === ids.length}
                indeterminate={chosen > 0 && chosen < ids.length}
                onChange={(event) => onSelect(ids, event.currentTarget.checked)}
              />
            </Table.Th>
            <SortHead label="Name" field="name" listing={listing} onSort={onSort} />
            <Table.Th>Connection</Table.Th>
            <Table.Th style={{ whiteSpace: 'nowrap' }}>Last report</Table.Th>
            {columns.map((name) => (
              <Table.Th key={name} maw={200} title={name}>
                <Text size="sm" fw={700} truncate>
                  {name}
                </Text>
              </Table.Th>
            ))}
            <Table.Th>Tags</Table.Th>
            <Table.Th>Class</Table.Th>
            <SortHead label="Created" field="creationDate" listing={listing} onSort={onSort} />
            <Table.Th w={44}>
              <span className="off-screen">Actions</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {devices.map((device) => {
            const last = values?.[device.id];
            return (
              <Table.Tr key={device.id}>
                <Table.Td>
                  <Checkbox
                    size="xs"
                    aria-label={`Select ${device.name}`}
                    checked={selected.has(device.id)}
                    onChange={(event) => onSelect([device.id], event.currentTarget.checked)}
                  />
                </Table.Td>
                <Table.Td className="foreign">
                  <Anchor component={Link} to={`/applications/${applicationId}/devices/${device.id}`}>
                    {device.name}
                  </Anchor>
                </Table.Td>
                <Table.Td miw={135}>
                  <ConnectionBadge device={device} />
                </Table.Td>
                <Table.Td style={{ whiteSpace: 'nowrap' }}>
                  {last ? <Time value={last.time} format="relative" /> : null}
                </Table.Td>
                {columns.map((name) => (
                  <Table.Td key={name} className="foreign number" maw={240}>
                    <Text size="sm" lineClamp={2}>
                      {last && Object.hasOwn(last.data, name) ? formatValue(last.data[name]) : ''}
                    </Text>
                  </Table.Td>
                ))}
                <Table.Td miw={100}>
                  <TagBadges device={device} />
                </Table.Td>
                <Table.Td>{device.deviceClass}</Table.Td>
                <Table.Td style={{ whiteSpace: 'nowrap' }}>
                  {device.creationDate ? <Time value={device.creationDate} format="day" /> : null}
                </Table.Td>
                <Table.Td>
                  <RowMenu device={device} onAct={onAct} />
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function SortHead(props: {
  label: string;
  field: DeviceListing['sortField'];
  listing: DeviceListing;
  onSort: (field: DeviceListing['sortField']) => void;
}) {
  const { label, field, listing, onSort } = props;
  const active = listing.sortField === field;
  const direction = listing.sortDirection === 'asc' ? 'ascending' : 'descending';
  return (
    <Table.Th aria-sort={active ? direction : 'none'}>
      <UnstyledButton fz="inherit" fw="inherit" onClick={() => onSort(field)}>
        {label} <span aria-hidden="true">{active ? (direction === 'ascending' ? '↑' : '↓') : ''}</span>
      </UnstyledButton>
    </Table.Th>
  );
}

/** As many as fit a row; the device's page has them all. */
const mostTags = 3;

function TagBadges({ device: { tags = [] } }: { device: Device }) {
  return (
    <Group gap={4}>
      {tags.slice(0, mostTags).map(({ key, value }) => (
        <Badge key={`${key}=${value}`} variant="default" tt="none" fw={400} maw={180} className="foreign">
          {key}={value}
        </Badge>
      ))}
      {tags.length > mostTags ? (
        <Text size="xs" c="dimmed">
          +{tags.length - mostTags}
        </Text>
      ) : null}
    </Group>
  );
}

function RowMenu({ device, onAct }: { device: Device; onAct: DeviceTableProps['onAct'] }) {
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${device.name}`}>
          <MoreIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onAct('edit', device)}>Edit</Menu.Item>
        <Menu.Item onClick={() => onAct('clone', device)}>Clone</Menu.Item>
        <Menu.Item color="red" onClick={() => onAct('delete', device)}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
