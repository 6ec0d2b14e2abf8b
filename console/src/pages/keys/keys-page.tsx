import { Badge, Button, Group, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AccessKey } from '../../api/types.ts';
import { formatNumber } from '../../shared/format.ts';
import { Page, Section } from '../../shared/page.tsx';
import { Pager } from '../../shared/pager.tsx';
import { ShownOnce } from '../../shared/shown-once.tsx';
import { Empty, QueryView } from '../../shared/states.tsx';
import { Time } from '../../shared/time.tsx';
import { useIds } from '../../shared/use-ids.ts';
import { type CreatedKey, CreateKeyDialog } from './create-key-dialog.tsx';
import { DeleteKeyDialog, EditKeyDialog } from './edit-key-dialog.tsx';
import { describeDevices, describeTopics } from './key-words.ts';
import { keysPerPage, keysQuery } from './queries.ts';

/** The credentials that devices connect with. */
export function KeysPage() {
  const { applicationId } = useIds();
  const [page, setPage] = useState(1);
  const [creating, setCreating] = useState(false);
  const [created, setCreated] = useState<CreatedKey>();
  const [edited, setEdited] = useState<AccessKey>();
  const [deleted, setDeleted] = useState<AccessKey>();
  const list = useQuery(keysQuery(applicationId, page - 1));
  return (
    <Page
      title="Access keys"
      description="A device connects with its id, a key and the key’s secret. A key is for every device, or for those that you choose."
      actions={<Button onClick={() => setCreating(true)}>Create access key</Button>}
    >
      <QueryView query={list}>
        {({ items, totalCount }) =>
          items.length === 0 ? (
            <Empty
              title="No access keys yet"
              action={<Button onClick={() => setCreating(true)}>Create the first access key</Button>}
            >
              Without a key, no device can connect or report.
            </Empty>
          ) : (
            <Section title={totalCount === 1 ? '1 access key' : `${formatNumber(totalCount)} access keys`} padding={0}>
              <Table aria-label="Access keys">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Key</Table.Th>
                    <Table.Th visibleFrom="sm">Devices</Table.Th>
                    <Table.Th visibleFrom="md">Own topics</Table.Th>
                    <Table.Th visibleFrom="md">Created</Table.Th>
                    <Table.Th>Actions</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {items.map((key) => (
                    <Table.Tr key={key.id}>
                      <Table.Td className="foreign">
                        <Group gap="xs">
                          <Text size="sm" ff="monospace">
                            {key.key}
                          </Text>
                          {key.status === 'inactive' ? <Badge color="gray">inactive</Badge> : null}
                        </Group>
                        {key.description === '' ? null : (
                          <Text size="sm" c="dimmed" lineClamp={2}>
                            {key.description}
                          </Text>
                        )}
                      </Table.Td>
                      <Table.Td visibleFrom="sm">{describeDevices(key)}</Table.Td>
                      <Table.Td visibleFrom="md">{describeTopics(key)}</Table.Td>
                      <Table.Td visibleFrom="md">
                        <Time value={key.creationDate} format="day" />
                      </Table.Td>
                      <Table.Td>
                        <Group gap="xs">
                          <Button
                            size="compact-sm"
                            variant="default"
                            aria-label={`Edit ${key.key}`}
                            onClick={() => setEdited(key)}
                          >
                            Edit
                          </Button>
                          <Button
                            size="compact-sm"
                            variant="default"
                            aria-label={`Delete ${key.key}`}
                            onClick={() => setDeleted(key)}
                          >
                            Delete
                          </Button>
                        </Group>
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
              <Pager page={page} perPage={keysPerPage} totalCount={totalCount} onChange={setPage} />
            </Section>
          )
        }
      </QueryView>
      <CreateKeyDialog
        applicationId={applicationId}
        opened={creating}
        onClose={() => setCreating(false)}
        onCreated={setCreated}
      />
      <ShownOnce
        title="The new access key"
        values={created && { 'Access key': created.key, 'Access secret': created.secret }}
        file={{
          name: `access-key-${created?.key.slice(0, 8)}.json`,
          content: { accessKey: created?.key, accessSecret: created?.secret, applicationId },
        }}
        onClose={() => setCreated(undefined)}
      />
      {edited === undefined ? null : <EditKeyDialog accessKey={edited} onClose={() => setEdited(undefined)} />}
      {deleted === undefined ? null : <DeleteKeyDialog accessKey={deleted} onClose={() => setDeleted(undefined)} />}
    </Page>
  );
}
