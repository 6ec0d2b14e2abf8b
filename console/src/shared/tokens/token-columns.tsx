import { Badge, Group, Text } from '@mantine/core';
import type { ApiToken } from '../../api/types.ts';
import { t } from '../../words/words.ts';
import type { Column } from '../table/data-table.tsx';
import { RowButtons } from '../table/row-buttons.tsx';
import { Time, useNow } from '../time.tsx';
import { describeScopes } from './scopes.ts';
import { levelOf, type TokenOwner } from './token-owner.ts';

const actions = [
  ['details', t('Details')],
  ['edit', t('Edit')],
  ['revoke', t('Revoke')],
] as const;

export interface OpenedToken {
  readonly what: 'details' | 'edit' | 'revoke';
  readonly token: ApiToken;
}

/** What a list of tokens says of each, and the buttons that open one. */
export function makeTokenColumns(owner: TokenOwner, open: (opened: OpenedToken) => void): readonly Column<ApiToken>[] {
  return [
    { head: t('Name'), isTitle: true, cell: (token) => <TokenName token={token} /> },
    { head: t('May do'), cell: ({ scope }) => describeScopes(levelOf(owner), scope) },
    {
      head: t('Last used'),
      isWideOnly: true,
      cell: ({ lastUsed }) => (lastUsed === undefined ? t('never') : <Time value={lastUsed} format="relative" />),
    },
    {
      head: t('Expires'),
      isWideOnly: true,
      cell: ({ expirationDate }) =>
        expirationDate === undefined ? t('never') : <Time value={expirationDate} format="day" />,
    },
    {
      head: t('Actions'),
      isHeadHidden: true,
      cell: (token) => (
        <RowButtons
          actions={actions.map(([what, label]) => ({
            label,
            description: `${label}: ${token.name}`,
            onClick: () => open({ what, token }),
          }))}
        />
      ),
    },
  ];
}

function TokenName({ token }: { token: ApiToken }) {
  return (
    <>
      <Group gap="xs">
        {token.name}
        <TokenState token={token} />
      </Group>
      {token.description === '' ? null : (
        <Text size="sm" c="dimmed" lineClamp={2}>
          {token.description}
        </Text>
      )}
    </>
  );
}

function TokenState({ token }: { token: ApiToken }) {
  const now = useNow();
  if (token.status === 'inactive') return <Badge color="gray">{t('inactive')}</Badge>;
  const hasExpired = token.expirationDate !== undefined && new Date(token.expirationDate).getTime() <= now;
  return hasExpired ? <Badge color="gray">{t('expired')}</Badge> : null;
}
