import { Table } from '@mantine/core';
import type { Device } from '../../api/types.ts';
import { formatValue } from '../../shared/format.ts';
import { Empty } from '../../shared/states.tsx';
import { Time } from '../../shared/time.tsx';
import type { LastValue } from './use-last-values.ts';

/** The newest value of each attribute, as it changes. */
export function DeviceAttributes(props: { device: Device; values: Readonly<Record<string, LastValue>> }) {
  const { device, values } = props;
  const attributes = device.attributes ?? [];
  if (attributes.length === 0) {
    return (
      <Empty title="This device has no attributes">
        A device keeps what it reports under its attributes; give it some, and its values appear here.
      </Empty>
    );
  }
  return (
    <Table.ScrollContainer minWidth={460}>
      <Table aria-label="Attributes">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Attribute</Table.Th>
            <Table.Th>Type</Table.Th>
            <Table.Th>Last value</Table.Th>
            <Table.Th>Time</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {attributes.map(({ name, dataType, description }) => {
            const last = Object.hasOwn(values, name) ? values[name] : undefined;
            return (
              <Table.Tr key={name}>
                <Table.Td className="foreign" title={description}>
                  {name}
                </Table.Td>
                <Table.Td>{dataType}</Table.Td>
                <Table.Td className="foreign number">{formatValue(last?.value)}</Table.Td>
                <Table.Td>{last?.time === undefined ? '' : <Time value={last.time} />}</Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
