import { ActionIcon, Menu, Text } from '@mantine/core';
import { Link, useLocation } from '@tanstack/react-router';
import { endSession } from '../session/session.ts';
import { useSession } from '../session/use-session.ts';
import { t } from '../words/words.ts';
import { ColorSchemeItem } from './color-scheme-toggle.tsx';
import { findHelp } from './navigation.ts';

export function AccountMenu() {
  const { session } = useSession();
  const { pathname } = useLocation();
  return (
    <Menu position="bottom-end" width={220} withinPortal>
      <Menu.Target>
        <ActionIcon variant="light" size="lg" radius="xl" aria-label={t('Account')}>
          <Text size="sm" fw={600}>
            {session?.email.slice(0, 1).toUpperCase()}
          </Text>
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label className="foreign">{session?.email}</Menu.Label>
        <Menu.Item component={Link} to="/account">
          {t('My account')}
        </Menu.Item>
        <Menu.Item component={Link} to="/account/tokens">
          {t('My API tokens')}
        </Menu.Item>
        <Menu.Item component={Link} to="/account/audit-log">
          {t('My audit log')}
        </Menu.Item>
        <Menu.Divider />
        <ColorSchemeItem />
        <Menu.Item component="a" href={findHelp(pathname).address} target="_blank">
          {t('Documents')}
        </Menu.Item>
        <Menu.Item onClick={endSession}>{t('Log out')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
