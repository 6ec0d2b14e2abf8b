import { Badge, Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AccessKey } from '../../api/types.ts';
import { describeDevices, describeTopics } from '../../shared/devices/grant-words.ts';
import { Page } from '../../shared/page.tsx';
import { ShownOnce } from '../../shared/shown-once.tsx';
import { Empty } from '../../shared/states.tsx';
import type { Column } from '../../shared/table/data-table.tsx';
import { ResourceTable } from '../../shared/table/resource-table.tsx';
import { RowButtons } from '../../shared/table/row-buttons.tsx';
import { Time } from '../../shared/time.tsx';
import { useIds } from '../../shared/use-ids.ts';
import { t } from '../../words/words.ts';
import { type CreatedKey, CreateKeyDialog } from './create-key-dialog.tsx';
import { DeleteKeyDialog, EditKeyDialog } from './edit-key-dialog.tsx';
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
  const columns: readonly Column<AccessKey>[] = [
    { head: t('Key'), cell: (key) => <KeyName accessKey={key} />, isTitle: true },
    { head: t('Devices'), isForeign: true, cell: (key) => describeDevices(key, t('every device')) },
    { head: t('Own topics'), cell: describeTopics, isWideOnly: true },
    { head: t('Created'), cell: (key) => <Time value={key.creationDate} format="day" />, isWideOnly: true },
    {
      head: t('Actions'),
      isHeadHidden: true,
      cell: (key) => (
        <RowButtons
          actions={[
            { label: t('Edit'), description: t('Edit {key}', { key: key.key }), onClick: () => setEdited(key) },
            { label: t('Delete'), description: t('Delete {key}', { key: key.key }), onClick: () => setDeleted(key) },
          ]}
        />
      ),
    },
  ];
  return (
    <Page
      title={t('Access keys')}
      description={t(
        'A device connects with its id, a key and the key’s secret. A key is for every device, or for those that you choose.',
      )}
      actions={<Button onClick={() => setCreating(true)}>{t('Create access key')}</Button>}
    >
      <ResourceTable
        query={list}
        noun="access key"
        label={t('Access keys')}
        columns={columns}
        keyOf={({ id }) => id}
        paging={{ page, perPage: keysPerPage, onChange: setPage }}
        empty={
          <Empty
            title={t('No access keys yet')}
            action={<Button onClick={() => setCreating(true)}>{t('Create the first access key')}</Button>}
          >
            {t('Without a key, no device can connect or report.')}
          </Empty>
        }
      />
      <CreateKeyDialog
        applicationId={applicationId}
        opened={creating}
        onClose={() => setCreating(false)}
        onCreated={setCreated}
      />
      <ShownOnce
        title={t('The new access key')}
        values={created && { [t('Access key')]: created.key, [t('Access secret')]: created.secret }}
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

function KeyName({ accessKey: { key, status, description } }: { accessKey: AccessKey }) {
  return (
    <>
      <Group gap="xs">
        <Text size="sm" ff="monospace">
          {key}
        </Text>
        {status === 'inactive' ? <Badge color="gray">{t('inactive')}</Badge> : null}
      </Group>
      {description === '' ? null : (
        <Text size="sm" c="dimmed" lineClamp={2}>
          {description}
        </Text>
      )}
    </>
  );
}
