import { SimpleGrid, Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { compositeStateQuery, deviceQuery } from '../api/queries.ts';
import type { Device } from '../api/types.ts';
import { Page, Section } from '../shared/page.tsx';
import { Empty, QueryView } from '../shared/states.tsx';
import { Time } from '../shared/time.tsx';
import { ConnectionBadge } from './connection-badge.tsx';
import { AttributePlot, useDeviceStates } from './device-live-plot.tsx';
import { SendForm } from './send-form.tsx';
import { useIds } from './use-ids.ts';

export function DevicePage() {
  const { applicationId, deviceId } = useIds();
  const device = useQuery(deviceQuery(applicationId, deviceId));
  return (
    <QueryView query={device}>
      {(found) => (
        <Page title={found.name} description={found.description} actions={<ConnectionBadge device={found} />}>
          <DeviceDetails key={found.id} applicationId={applicationId} device={found} />
        </Page>
      )}
    </QueryView>
  );
}

function DeviceDetails({ applicationId, device }: { applicationId: string; device: Device }) {
  const { rows, state } = useDeviceStates(applicationId, device.id);
  const composite = useQuery(compositeStateQuery(applicationId, device.id));
  const path = `/applications/${applicationId}/devices/${device.id}`;
  return (
    <>
      <Section title="Plot">
        <AttributePlot applicationId={applicationId} device={device} events={rows} state={state} />
      </Section>
      <Section title="Attributes" padding={0}>
        <QueryView query={composite}>
          {(stored) => {
            const attributes = device.attributes ?? [];
            if (attributes.length === 0) return <Empty title="This device has no attributes" />;
            return (
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
                  {attributes.map(({ name, dataType }) => {
                    const last = lastValue(name, stored[name], rows);
                    return (
                      <Table.Tr key={name}>
                        <Table.Td className="foreign">{name}</Table.Td>
                        <Table.Td>{dataType}</Table.Td>
                        <Table.Td className="foreign number">
                          {last?.value === undefined ? '' : String(last.value).slice(0, 500)}
                        </Table.Td>
                        <Table.Td>{last?.time === undefined ? '' : <Time value={last.time} />}</Table.Td>
                      </Table.Tr>
                    );
                  })}
                </Table.Tbody>
              </Table>
            );
          }}
        </QueryView>
      </Section>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <SendForm
          title="Send state"
          label="Attributes as JSON"
          placeholder='{"temperature": 21.5}'
          url={`${path}/state`}
          toBody={(data) => ({ data })}
        />
        <SendForm
          title="Send command"
          label="Payload as JSON (optional)"
          placeholder='{"speed": 2}'
          url={`${path}/command`}
          nameLabel="Command name"
          toBody={(payload, name) => ({ name, ...(payload === undefined ? {} : { payload }) })}
        />
      </SimpleGrid>
    </>
  );
}

type Value = { readonly value?: unknown; readonly time?: string | number };

/** The newest by its own time: a late report of an old state does not replace a newer one. */
function lastValue(
  name: string,
  stored: Value | undefined,
  rows: ReturnType<typeof useDeviceStates>['rows'],
): Value | undefined {
  let last = stored;
  for (const { data } of rows) {
    if (!Object.hasOwn(data.data, name)) continue;
    const isNewer = last?.time === undefined || new Date(data.time).getTime() > new Date(last.time).getTime();
    if (isNewer) last = { value: data.data[name], time: data.time };
  }
  return last;
}
