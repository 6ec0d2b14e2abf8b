import { Badge, Button, Group, Table, Text } from '@mantine/core';
import type { ApiToken } from '../../api/types.ts';
import { Time, useNow } from '../time.tsx';
import { describeScopes } from './scopes.ts';
import { levelOf, type TokenOwner } from './token-owner.ts';

export function TokenTable(props: {
  owner: TokenOwner;
  tokens: readonly ApiToken[];
  onOpen: (what: 'details' | 'edit' | 'revoke', token: ApiToken) => void;
}) {
  const { owner, tokens, onOpen } = props;
  return (
    <Table aria-label="API tokens">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Name</Table.Th>
          <Table.Th visibleFrom="sm">May do</Table.Th>
          <Table.Th visibleFrom="md">Last used</Table.Th>
          <Table.Th visibleFrom="md">Expires</Table.Th>
          <Table.Th>Actions</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {tokens.map((token) => (
          <Table.Tr key={token.id}>
            <Table.Td className="foreign">
              <Group gap="xs">
                {token.name}
                <TokenState token={token} />
              </Group>
              {token.description === '' ? null : (
                <Text size="sm" c="dimmed" lineClamp={2}>
                  {token.description}
                </Text>
              )}
            </Table.Td>
            <Table.Td visibleFrom="sm">{describeScopes(levelOf(owner), token.scope)}</Table.Td>
            <Table.Td visibleFrom="md">
              {token.lastUsed === undefined ? 'never' : <Time value={token.lastUsed} format="relative" />}
            </Table.Td>
            <Table.Td visibleFrom="md">
              {token.expirationDate === undefined ? 'never' : <Time value={token.expirationDate} format="day" />}
            </Table.Td>
            <Table.Td>
              <Group gap="xs">
                <RowButton text="Details" name={token.name} onClick={() => onOpen('details', token)} />
                <RowButton text="Edit" name={token.name} onClick={() => onOpen('edit', token)} />
                <RowButton text="Revoke" name={token.name} onClick={() => onOpen('revoke', token)} />
              </Group>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function TokenState({ token }: { token: ApiToken }) {
  const now = useNow();
  if (token.status === 'inactive') return <Badge color="gray">inactive</Badge>;
  const hasExpired = token.expirationDate !== undefined && new Date(token.expirationDate).getTime() <= now;
  return hasExpired ? <Badge color="gray">expired</Badge> : null;
}

function RowButton({ text, name, onClick }: { text: string; name: string; onClick: () => void }) {
  return (
    <Button size="compact-sm" variant="default" aria-label={`${text}: ${name}`} onClick={onClick}>
      {text}
    </Button>
  );
}
