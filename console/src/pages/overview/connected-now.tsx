import { Anchor, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { connectedDevicesQuery } from '../../api/queries/connections.ts';
import { formatNumber } from '../../shared/format.ts';
import { Section } from '../../shared/page.tsx';
import { Empty, QueryView } from '../../shared/states.tsx';
import { Time } from '../../shared/time.tsx';
import { tx } from '../../words/rich.ts';
import { t } from '../../words/words.ts';

/** The devices that are connected at this moment, the first few by name. */
export function ConnectedNow({ applicationId }: { applicationId: string }) {
  const connected = useQuery(connectedDevicesQuery(applicationId));
  return (
    <Section title={t('Connected now')} padding={0}>
      <QueryView query={connected}>
        {({ items, totalCount }) =>
          items.length === 0 ? (
            <Empty title={t('No device is connected')}>
              {t('Devices that hold an MQTT connection are listed here.')}
            </Empty>
          ) : (
            <>
              <Table aria-label={t('Connected devices')}>
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
                            {tx('since {time}', { time: <Time value={connectionInfo.time} format="relative" /> })}
                          </Text>
                        )}
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
              {totalCount > items.length ? (
                <Text size="sm" c="dimmed" p="sm">
                  {t('and {value} more:', { value: formatNumber(totalCount - items.length) })}{' '}
                  <Anchor component={Link} to={`/applications/${applicationId}/devices`} size="sm">
                    {t('all devices')}
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
