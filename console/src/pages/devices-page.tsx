import { Anchor, Group, Pagination, Table, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { devicesPerPage, devicesQuery } from '../api/queries.ts';
import { Page, Section } from '../shared/page.tsx';
import { Empty, QueryView } from '../shared/states.tsx';
import { ConnectLink } from './connect-link.tsx';
import { ConnectionBadge } from './connection-badge.tsx';
import { useIds } from './use-ids.ts';

export function DevicesPage() {
  const { applicationId } = useIds();
  const [filter, setFilter] = useState('');
  const [settled] = useDebouncedValue(filter, 250);
  const [page, setPage] = useState(1);
  const list = useQuery(devicesQuery(applicationId, page - 1, settled));
  return (
    <Page title="Devices">
      <TextInput
        aria-label="Filter by name"
        placeholder="Filter by name"
        maw={320}
        value={filter}
        onChange={(event) => {
          setFilter(event.currentTarget.value);
          setPage(1);
        }}
      />
      <QueryView query={list}>
        {({ items, totalCount }) =>
          items.length === 0 ? (
            <Empty
              title={settled === '' ? 'No devices yet' : 'No device has that in its name'}
              action={settled === '' ? <ConnectLink applicationId={applicationId} /> : undefined}
            />
          ) : (
            <Section title={`${totalCount.toLocaleString()} devices`} padding={0}>
              <Table highlightOnHover aria-label="Devices">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Name</Table.Th>
                    <Table.Th>Class</Table.Th>
                    <Table.Th>Connection</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {items.map((device) => (
                    <Table.Tr key={device.id}>
                      <Table.Td className="foreign">
                        <Anchor component={Link} to={`/applications/${applicationId}/devices/${device.id}`}>
                          {device.name}
                        </Anchor>
                      </Table.Td>
                      <Table.Td>{device.deviceClass}</Table.Td>
                      <Table.Td>
                        <ConnectionBadge device={device} />
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
              {totalCount > devicesPerPage ? (
                <Group p="sm" justify="flex-end">
                  <Pagination
                    value={page}
                    onChange={setPage}
                    total={Math.ceil(totalCount / devicesPerPage)}
                    getControlProps={(control) => ({ 'aria-label': `${control} page` })}
                  />
                </Group>
              ) : null}
            </Section>
          )
        }
      </QueryView>
    </Page>
  );
}
