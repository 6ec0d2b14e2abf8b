import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApiToken } from '../../api/types.ts';
import { formatNumber } from '../../shared/format.ts';
import { Section } from '../page.tsx';
import { Pager } from '../pager.tsx';
import { ShownOnce } from '../shown-once.tsx';
import { Empty, QueryView } from '../states.tsx';
import { CreateTokenDialog } from './create-token-dialog.tsx';
import { EditTokenDialog, RevokeTokenDialog } from './edit-token-dialog.tsx';
import { TokenDetails } from './token-details.tsx';
import { type TokenOwner, tokensPerPage, tokensQuery } from './token-owner.ts';
import { TokenTable } from './token-table.tsx';

type Opened = { readonly what: 'details' | 'edit' | 'revoke'; readonly token: ApiToken };

/** The API tokens of an owner, and everything that can be done with them. */
export function TokenList({ owner, reach }: { owner: TokenOwner; reach: string }) {
  const [page, setPage] = useState(1);
  const [creating, setCreating] = useState(false);
  const [created, setCreated] = useState<ApiToken>();
  const [opened, setOpened] = useState<Opened>();
  const list = useQuery(tokensQuery(owner, page - 1));
  const close = () => setOpened(undefined);
  const create = <Button onClick={() => setCreating(true)}>Create API token</Button>;
  return (
    <>
      <QueryView query={list}>
        {({ items, totalCount }) =>
          items.length === 0 ? (
            <Section title="API tokens">
              <Empty title="No API tokens yet" action={create}>
                {reach}
              </Empty>
            </Section>
          ) : (
            <Section
              title={totalCount === 1 ? '1 API token' : `${formatNumber(totalCount)} API tokens`}
              padding={0}
              actions={create}
            >
              <TokenTable owner={owner} tokens={items} onOpen={(what, token) => setOpened({ what, token })} />
              <Pager page={page} perPage={tokensPerPage} totalCount={totalCount} onChange={setPage} />
            </Section>
          )
        }
      </QueryView>
      <CreateTokenDialog owner={owner} opened={creating} onClose={() => setCreating(false)} onCreated={setCreated} />
      <ShownOnce
        title="The new API token"
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
