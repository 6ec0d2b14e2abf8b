import { Code, Group, List, Stack, Text } from '@mantine/core';
import type { ApiToken } from '../../api/types.ts';
import { tx } from '../../words/rich.ts';
import { tn } from '../../words/words.ts';
import { Dialog } from '../dialog.tsx';
import { Time } from '../time.tsx';
import { findAllowed } from './scopes.ts';
import { levelOf, type TokenOwner } from './token-owner.ts';

/** Who made a token and what exactly it allows. */
export function TokenDetails({ owner, token, onClose }: { owner: TokenOwner; token: ApiToken; onClose: () => void }) {
  const allowed = findAllowed(levelOf(owner), token.scope);
  return (
    <Dialog opened onClose={onClose} title={token.name} size="lg">
      <Stack gap="sm">
        <Text size="sm" className="foreign">
          {tx('Made by {creatorName} on {time}', {
            creatorName: token.creatorName,
            time: <Time value={token.creationDate} />,
          })}
        </Text>
        <Group gap="xs">
          {token.scope.map((scope) => (
            <Code key={scope} className="foreign">
              {scope}
            </Code>
          ))}
        </Group>
        <Text size="sm" fw={600}>
          {tn(allowed.length, 'It allows {count} action', 'It allows {count} actions')}
        </Text>
        <List size="sm" spacing={4}>
          {allowed.map(({ name, summary }) => (
            <List.Item key={name}>
              <b>{name}</b>: {summary}
            </List.Item>
          ))}
        </List>
      </Stack>
    </Dialog>
  );
}
