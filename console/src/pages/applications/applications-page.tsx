import { Anchor, Table, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { applicationsQuery } from '../../api/queries/applications.ts';
import { Page, Section } from '../../shared/page.tsx';
import { Empty, QueryView } from '../../shared/states.tsx';
import { CreateApplication } from './create-application.tsx';

export function ApplicationsPage() {
  const [filter, setFilter] = useState('');
  const [settled] = useDebouncedValue(filter, 250);
  const list = useQuery(applicationsQuery(settled));
  return (
    <Page title="Applications" actions={<CreateApplication />}>
      <TextInput
        aria-label="Filter by name"
        placeholder="Filter by name"
        maw={320}
        value={filter}
        onChange={(event) => setFilter(event.currentTarget.value)}
      />
      <QueryView query={list}>
        {({ items, totalCount }) =>
          items.length === 0 ? (
            <Empty title={settled === '' ? 'No applications yet' : 'No application has that in its name'}>
              An application holds devices, what they report and the keys by which they connect.
            </Empty>
          ) : (
            <Section
              title={totalCount > items.length ? `First ${items.length} of ${totalCount}` : `${totalCount} in all`}
              padding={0}
            >
              <Table highlightOnHover>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Name</Table.Th>
                    <Table.Th>Devices</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {items.map(({ id, name, summary }) => (
                    <Table.Tr key={id}>
                      <Table.Td className="foreign">
                        <Anchor component={Link} to={`/applications/${id}`}>
                          {name}
                        </Anchor>
                      </Table.Td>
                      <Table.Td className="number">{summary?.deviceCount ?? ''}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Section>
          )
        }
      </QueryView>
    </Page>
  );
}
