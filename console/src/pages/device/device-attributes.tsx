import type { Attribute, Device } from '../../api/types.ts';
import { formatValue } from '../../shared/format.ts';
import { Empty } from '../../shared/states.tsx';
import { type Column, DataTable } from '../../shared/table/data-table.tsx';
import { Time } from '../../shared/time.tsx';
import type { LastValue } from './use-last-values.ts';

/** The newest value of each attribute, as it changes. */
export function DeviceAttributes(props: { device: Device; values: Readonly<Record<string, LastValue>> }) {
  const { device, values } = props;
  const attributes = device.attributes ?? [];
  const lastOf = (name: string) => (Object.hasOwn(values, name) ? values[name] : undefined);
  if (attributes.length === 0) {
    return (
      <Empty title="This device has no attributes">
        A device keeps what it reports under its attributes; give it some, and its values appear here.
      </Empty>
    );
  }
  const columns: readonly Column<Attribute>[] = [
    { head: 'Attribute', isTitle: true, cell: ({ name, description }) => <span title={description}>{name}</span> },
    { head: 'Type', cell: ({ dataType }) => dataType },
    {
      head: 'Last value',
      isNumber: true,
      isForeign: true,
      cell: ({ name }) => formatValue(lastOf(name)?.value) || null,
    },
    {
      head: 'Time',
      cell: ({ name }) => {
        const time = lastOf(name)?.time;
        return time === undefined ? null : <Time value={time} />;
      },
    },
  ];
  return <DataTable label="Attributes" rows={attributes} keyOf={({ name }) => name} columns={columns} />;
}
