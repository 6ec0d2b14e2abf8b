import { Anchor, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { connectedDevicesQuery } from '../../api/queries/connections.ts';
import { formatNumber } from '../../shared/format.ts';
import { Section } from '../../shared/page.tsx';
import { Empty, QueryView } from '../../shared/states.tsx';
import { Time } from '../../shared/time.tsx';

/** The devices that are connected at this moment, the first few by name. */
export function ConnectedNow({ applicationId }: { applicationId: string }) {
  const connected = useQuery(connectedDevicesQuery(applicationId));
  return (
    <Section title="Connected now" padding={0}>
      <QueryView query={connected}>
        {({ items, totalCount }) =>
          items.length === 0 ? (
            <Empty title="No device is connected">Devices that hold an MQTT connection are listed here.</Empty>
          ) : (
            <>
              <Table aria-label="Connected devices">
                <Table.Tbody>
                  {items.map(({ id, name, connectionInfo }) => (
                    <Table.Tr key={id}>
                      <Table.Td className="foreign">
                        <Anchor component={Link} to={`/applications/${applicationId}/devices/${id}`} size="sm">
                          {name}
                        </Anchor>
                      </Table.Td>
                      <Table.Td ta="right">
                        {connectionInfo?.time === undefined ? null : (
                          <Text size="sm" c="dimmed">
                            since <Time value={connectionInfo.time} format="relative" />
                          </Text>
                        )}
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
              {totalCount > items.length ? (
                <Text size="sm" c="dimmed" p="sm">
                  and {formatNumber(totalCount - items.length)} more:{' '}
                  <Anchor component={Link} to={`/applications/${applicationId}/devices`} size="sm">
                    all devices
                  </Anchor>
                </Text>
              ) : null}
            </>
          )
        }
      </QueryView>
    </Section>
  );
}
