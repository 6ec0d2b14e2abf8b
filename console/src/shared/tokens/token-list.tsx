import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApiToken } from '../../api/types.ts';
import { t } from '../../words/words.ts';
import { ShownOnce } from '../shown-once.tsx';
import { Empty } from '../states.tsx';
import { ResourceTable } from '../table/resource-table.tsx';
import { CreateTokenDialog } from './create-token-dialog.tsx';
import { EditTokenDialog, RevokeTokenDialog } from './edit-token-dialog.tsx';
import { makeTokenColumns, type OpenedToken } from './token-columns.tsx';
import { TokenDetails } from './token-details.tsx';
import { type TokenOwner, tokensPerPage, tokensQuery } from './token-owner.ts';

/** The API tokens of an owner, and everything that can be done with them. */
export function TokenList({ owner, reach }: { owner: TokenOwner; reach: string }) {
  const [page, setPage] = useState(1);
  const [creating, setCreating] = useState(false);
  const [created, setCreated] = useState<ApiToken>();
  const [opened, setOpened] = useState<OpenedToken>();
  const list = useQuery(tokensQuery(owner, page - 1));
  const close = () => setOpened(undefined);
  const create = <Button onClick={() => setCreating(true)}>{t('Create API token')}</Button>;
  return (
    <>
      <ResourceTable
        query={list}
        noun="API token"
        label={t('API tokens')}
        columns={makeTokenColumns(owner, setOpened)}
        keyOf={({ id }) => id}
        actions={create}
        paging={{ page, perPage: tokensPerPage, onChange: setPage }}
        empty={<Empty title={t('No API tokens yet')}>{reach}</Empty>}
      />
      <CreateTokenDialog owner={owner} opened={creating} onClose={() => setCreating(false)} onCreated={setCreated} />
      <ShownOnce
        title={t('The new API token')}
        values={created && { Token: created.token ?? '' }}
        file={{
          name: `api-token-${created?.name ?? ''}.json`,
          content: { name: created?.name, token: created?.token, expirationDate: created?.expirationDate },
        }}
        onClose={() => setCreated(undefined)}
      />
      {opened?.what === 'details' ? <TokenDetails owner={owner} token={opened.token} onClose={close} /> : null}
      {opened?.what === 'edit' ? <EditTokenDialog owner={owner} token={opened.token} onClose={close} /> : null}
      {opened?.what === 'revoke' ? <RevokeTokenDialog owner={owner} token={opened.token} onClose={close} /> : null}
    </>
  );
}
