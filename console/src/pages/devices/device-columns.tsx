import { ActionIcon, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { LastValues } from '../../api/queries/devices.ts';
import type { Device } from '../../api/types.ts';
import { ConnectionBadge } from '../../shared/devices/connection-badge.tsx';
import { formatValue } from '../../shared/format.ts';
import { MoreIcon } from '../../shared/icons.tsx';
import { later } from '../../shared/later.tsx';
import { useOpening } from '../../shared/opening.tsx';
import type { Column } from '../../shared/table/data-table.tsx';
import { Time } from '../../shared/time.tsx';
import { t } from '../../words/words.ts';
import { type FixedColumn, fixedColumns } from './listing.ts';
import type { DeviceAct } from './row-items.tsx';

const RowItems = later(async () => (await import('./row-items.tsx')).RowItems);

export interface DeviceColumnsOptions {
  readonly applicationId: string;
  readonly values: LastValues | undefined;
  readonly shown: readonly FixedColumn[];
  /** Attributes whose last values are columns. */
  readonly attributes: readonly string[];
  /** The names of the gateways of the page's peripherals, by their ids. */
  readonly gateways: ReadonlyMap<string, string>;
  readonly onAct: (act: DeviceAct, device: Device) => void;
}

/** What the list says of each device: how it stands, what was last known of it, and what can be done with it. */
export function makeDeviceColumns(options: DeviceColumnsOptions): readonly Column<Device>[] {
  const { applicationId, attributes, shown, onAct } = options;
  const fixed = makeFixedColumns(options);
  const isBefore = (name: FixedColumn) => name === 'connection' || name === 'lastReport';
  const before = shown.filter(isBefore);
  const after = shown.filter((name) => !isBefore(name));
  const toColumn = (name: FixedColumn): Column<Device> => ({ head: fixedColumns[name], ...fixed[name] });
  return [
    {
      head: t('Name'),
      isTitle: true,
      sort: 'name',
      maxWidth: 340,
      cell: ({ name }) => name,
      to: ({ id }) => `/applications/${applicationId}/devices/${id}`,
    },
    ...before.map(toColumn),
    ...attributes.map((name) => makeValueColumn(name, options)),
    ...after.map(toColumn),
    {
      head: t('Actions'),
      isHeadHidden: true,
      isMenu: true,
      width: 44,
      cell: (device) => <RowMenu device={device} onAct={onAct} />,
    },
  ];
}

function makeFixedColumns(options: DeviceColumnsOptions): Readonly<Record<FixedColumn, Omit<Column<Device>, 'head'>>> {
  const { applicationId, values, gateways } = options;
  return {
    connection: { sort: 'connectionStatus', noWrap: true, cell: (device) => <ConnectionBadge device={device} /> },
    lastReport: {
      sort: 'lastReport',
      noWrap: true,
      cell: ({ id }) => {
        const last = values?.[id];
        return last ? <Time value={last.time} format="relative" /> : null;
      },
    },
    tags: { isForeign: true, maxWidth: 420, cell: (device) => <TagBadges device={device} /> },
    class: { sort: 'deviceClass', cell: ({ deviceClass }) => deviceClass, isWideOnly: true },
    gateway: {
      isForeign: true,
      cell: ({ gatewayId }) =>
        gatewayId === undefined ? null : (
          <Link to={`/applications/${applicationId}/devices/${gatewayId}`}>{gateways.get(gatewayId) ?? gatewayId}</Link>
        ),
    },
    created: {
      sort: 'creationDate',
      isWideOnly: true,
      noWrap: true,
      cell: ({ creationDate }) => <Time value={creationDate} format="day" />,
    },
    changed: {
      sort: 'lastUpdated',
      isWideOnly: true,
      noWrap: true,
      cell: ({ lastUpdated }) => <Time value={lastUpdated} format="relative" />,
    },
    id: { cell: ({ id }) => <code>{id}</code>, noWrap: true },
  };
}

/** The newest value of an attribute, with the unit that the device says it has. */
function makeValueColumn(name: string, { values }: DeviceColumnsOptions): Column<Device> {
  return {
    head: name,
    isNumber: true,
    isForeign: true,
    align: 'right',
    maxWidth: 240,
    sort: `value.${name}`,
    cell: ({ id, attributes = [] }) => {
      const data = values?.[id]?.data;
      if (data === undefined || !Object.hasOwn(data, name)) return null;
      const unit = attributes.find((attribute) => attribute.name === name)?.attributeTags?.unit;
      const value = data[name];
      const text = formatValue(value);
      return (
        <span title={text}>
          {text}
          {unit === undefined || typeof value !== 'number' ? null : (
            <Text span size="xs" c="dimmed">
              {' '}
              {unit}
            </Text>
          )}
        </span>
      );
    },
  };
}

/** As many as fit a row; the device's page has them all. */
const mostTags = 3;

function TagBadges({ device: { tags } }: { device: Device }) {
  if (tags.length === 0) return null;
  return (
    <span title={tags.map(({ key, value }) => `${key}=${value}`).join('\n')}>
      {tags.slice(0, mostTags).map(({ key, value }) => (
        <span key={`${key}=${value}`} className="tag-chip">
          {key}={value}
        </span>
      ))}
      {tags.length > mostTags ? (
        <Text span size="xs" c="dimmed">
          +{tags.length - mostTags}
        </Text>
      ) : null}
    </span>
  );
}

/** A menu takes as long to draw as all else of a row, so that it is drawn once it is opened. */
function RowMenu({ device, onAct }: { device: Device; onAct: DeviceColumnsOptions['onAct'] }) {
  const { opening, buttonProps } = useOpening('menu');
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={22}
        aria-label={t('Actions for {name}', { name: device.name })}
        {...buttonProps}
      >
        <MoreIcon />
      </ActionIcon>
      {opening === undefined ? null : <RowItems opening={opening} onAct={(act) => onAct(act, device)} />}
    </>
  );
}
