import { ActionIcon, Text } from '@mantine/core';
import { useSession } from '../session/use-session.ts';
import { later } from '../shared/later.tsx';
import { useOpening } from '../shared/opening.tsx';
import { t } from '../words/words.ts';

const AccountItems = later(async () => (await import('./account-items.tsx')).AccountItems);

export function AccountMenu() {
  const { session } = useSession();
  const { opening, buttonProps } = useOpening('menu');
  return (
    <>
      <ActionIcon variant="light" size="lg" radius="xl" aria-label={t('Account')} {...buttonProps}>
        <Text size="sm" fw={600}>
          {session?.email.slice(0, 1).toUpperCase()}
        </Text>
      </ActionIcon>
      {opening === undefined ? null : <AccountItems opening={opening} />}
    </>
  );
}
