import { List, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { Credential } from '../../api/types.ts';
import { ConfirmDialog } from '../../shared/form/confirm-dialog.tsx';
import { QueryView } from '../../shared/states.tsx';
import { t } from '../../words/words.ts';
import { linkedResourcesQuery } from './queries.ts';

/** More than anybody reads; the rest is counted. */
const shownLinks = 20;

/** Asks, and says what still uses it. */
export function DeleteCredentialDialog({ credential, onClose }: { credential: Credential; onClose: () => void }) {
  const { applicationId, credentialId, name } = credential;
  const queryClient = useQueryClient();
  const linked = useQuery(linkedResourcesQuery(applicationId, credentialId));
  const remove = async () => {
    await request('DELETE', '/applications/{applicationId}/credentials/{credentialId}', {
      path: { applicationId, credentialId },
    });
    await queryClient.invalidateQueries({ queryKey: keys.credentials(applicationId) });
  };
  return (
    <ConfirmDialog
      title={t('Delete credential')}
      opened
      onClose={onClose}
      confirmLabel={t('Delete')}
      onConfirm={remove}
    >
      <Text size="sm">{t('“{name}” and its secret are gone for good.', { name })}</Text>
      <QueryView query={linked}>
        {(collections) => {
          const users = Object.values(collections).flatMap(({ items }) => items);
          if (users.length === 0) return <Text size="sm">{t('Nothing uses it.')}</Text>;
          return (
            <>
              <Text size="sm" mt="xs">
                {t('It cannot be deleted while these use it:')}
              </Text>
              <List size="sm">
                {users.slice(0, shownLinks).map(({ id, name: user, _type }) => (
                  <List.Item key={`${_type} ${id}`}>
                    {user} ({_type})
                  </List.Item>
                ))}
              </List>
              {users.length > shownLinks ? (
                <Text size="sm">{t('and {count} more', { count: users.length - shownLinks })}</Text>
              ) : null}
            </>
          );
        }}
      </QueryView>
    </ConfirmDialog>
  );
}
