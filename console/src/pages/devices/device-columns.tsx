import { ActionIcon, Badge, Group, Menu, Text } from '@mantine/core';
import type { LastValues } from '../../api/queries/devices.ts';
import type { Device } from '../../api/types.ts';
import { ConnectionBadge } from '../../shared/devices/connection-badge.tsx';
import { formatValue } from '../../shared/format.ts';
import { MoreIcon } from '../../shared/icons.tsx';
import type { Column } from '../../shared/table/data-table.tsx';
import { Time } from '../../shared/time.tsx';

export type DeviceAct = 'edit' | 'clone' | 'delete';

export interface DeviceColumnsOptions {
  readonly applicationId: string;
  readonly values: LastValues | undefined;
  /** Attributes whose last values are columns. */
  readonly attributes: readonly string[];
  readonly onAct: (act: DeviceAct, device: Device) => void;
}

/** What the list says of each device: how it stands, what was last known of it, and what can be done with it. */
export function makeDeviceColumns(options: DeviceColumnsOptions): readonly Column<Device>[] {
  const { applicationId, values, attributes, onAct } = options;
  return [
    {
      head: 'Name',
      isTitle: true,
      sort: 'name',
      cell: ({ name }) => name,
      to: ({ id }) => `/applications/${applicationId}/devices/${id}`,
    },
    { head: 'Connection', cell: (device) => <ConnectionBadge device={device} />, noWrap: true },
    {
      head: 'Last report',
      noWrap: true,
      cell: ({ id }) => {
        const last = values?.[id];
        return last ? <Time value={last.time} format="relative" /> : null;
      },
    },
    ...attributes.map(
      (name): Column<Device> => ({
        head: name,
        isNumber: true,
        isForeign: true,
        maxWidth: 240,
        cell: ({ id }) => {
          const data = values?.[id]?.data;
          if (data === undefined || !Object.hasOwn(data, name)) return null;
          return (
            <Text size="sm" lineClamp={2}>
              {formatValue(data[name])}
            </Text>
          );
        },
      }),
    ),
    { head: 'Tags', isForeign: true, cell: (device) => <TagBadges device={device} /> },
    { head: 'Class', cell: ({ deviceClass }) => deviceClass, isWideOnly: true },
    {
      head: 'Created',
      sort: 'creationDate',
      isWideOnly: true,
      noWrap: true,
      cell: ({ creationDate }) => <Time value={creationDate} format="day" />,
    },
    {
      head: 'Actions',
      isHeadHidden: true,
      isMenu: true,
      width: 44,
      cell: (device) => <RowMenu device={device} onAct={onAct} />,
    },
  ];
}

/** As many as fit a row; the device's page has them all. */
const mostTags = 3;

function TagBadges({ device: { tags } }: { device: Device }) {
  if (tags.length === 0) return null;
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

function RowMenu({ device, onAct }: { device: Device; onAct: DeviceColumnsOptions['onAct'] }) {
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
