import { Badge, Button } from '@mantine/core';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { Answer } from '../../api/shapes.ts';
import { ConfirmDialog } from '../../shared/form/confirm-dialog.tsx';
import { formatCount } from '../../shared/format.ts';
import { Page } from '../../shared/page.tsx';
import { Empty } from '../../shared/states.tsx';
import type { Column } from '../../shared/table/data-table.tsx';
import { ResourceTable } from '../../shared/table/resource-table.tsx';
import { Time } from '../../shared/time.tsx';
import { useIds } from '../../shared/use-ids.ts';
import { t } from '../../words/words.ts';

type PageLink = Answer<'GET', '/applications/{applicationId}/page-links/{pageLinkId}'>;
const perPage = 25;

/** The links to single pages that there are, to be revoked. What opens them is not shown again. */
export function PageLinksPage() {
  const { applicationId } = useIds();
  const queryClient = useQueryClient();
  const [page, setPage] = useState(1);
  const [revoked, setRevoked] = useState<PageLink>();
  const list = useQuery({
    queryKey: [...keys.pageLinks(applicationId), page],
    queryFn: () =>
      request('GET', '/applications/{applicationId}/page-links', {
        path: { applicationId },
        query: { page: page - 1, perPage, sortField: 'creationDate', sortDirection: 'desc' },
      }),
    placeholderData: keepPreviousData,
  });
  const columns: readonly Column<PageLink>[] = [
    { head: t('Name'), isTitle: true, cell: ({ name }) => name },
    {
      head: t('Shows'),
      isForeign: true,
      cell: ({ deviceIds, deviceTags, attributes }) =>
        [
          ...(deviceIds.length === 0 ? [] : [formatCount(deviceIds.length, 'device')]),
          ...deviceTags.map(({ key = '', value = '' }) => `${key}=${value}`),
          ...(attributes === undefined ? [] : [attributes.join(', ')]),
        ].join('; '),
    },
    {
      head: t('Works until'),
      cell: ({ expires, isExpired }) =>
        isExpired ? <Badge color="gray">{t('expired')}</Badge> : <Time value={expires} />,
    },
    { head: t('Created'), isWideOnly: true, cell: ({ creationDate }) => <Time value={creationDate} format="day" /> },
    {
      head: t('Actions'),
      isHeadHidden: true,
      cell: (link) => (
        <Button
          variant="default"
          size="compact-sm"
          aria-label={t('Revoke {name}', { name: link.name })}
          onClick={() => setRevoked(link)}
        >
          {t('Revoke')}
        </Button>
      ),
    },
  ];
  return (
    <Page
      title={t('Shared pages')}
      description={t(
        'Links that show one page to whoever has them, without an account, until they expire or are revoked.',
      )}
    >
      <ResourceTable
        query={list}
        noun="link"
        label={t('Shared pages')}
        columns={columns}
        keyOf={({ id }) => id}
        paging={{ page, perPage, onChange: setPage }}
        empty={
          <Empty title={t('No page is shared')}>
            {t(
              'Choose Share on the page of a device, or in the data explorer, to show it to somebody without an account.',
            )}
          </Empty>
        }
      />
      {revoked === undefined ? null : (
        <ConfirmDialog
          title={t('Revoke {name}', { name: revoked.name })}
          opened
          confirmLabel={t('Revoke')}
          onConfirm={async () => {
            const path = { applicationId, pageLinkId: revoked.id };
            await request('DELETE', '/applications/{applicationId}/page-links/{pageLinkId}', { path });
            await queryClient.invalidateQueries({ queryKey: keys.pageLinks(applicationId) });
          }}
          onClose={() => setRevoked(undefined)}
        >
          {t('Whoever has the link sees nothing with it from then on.')}
        </ConfirmDialog>
      )}
    </Page>
  );
}
