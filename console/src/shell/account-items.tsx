import { Menu } from '@mantine/core';
import { Link, useLocation } from '@tanstack/react-router';
import { endSession } from '../session/session.ts';
import { useSession } from '../session/use-session.ts';
import { MoonIcon, SunIcon } from '../shared/icons.tsx';
import { OpenedMenu } from '../shared/opened.tsx';
import type { Opening } from '../shared/opening.tsx';
import { t } from '../words/words.ts';
import { useColorSchemeToggle } from './color-scheme-toggle.tsx';
import { findHelp } from './navigation.ts';

/** The menu of the account. */
export function AccountItems({ opening }: { opening: Opening }) {
  const { session } = useSession();
  const { pathname } = useLocation();
  return (
    <OpenedMenu opening={opening} position="bottom-end" width={220}>
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
    </OpenedMenu>
  );
}

/** On a phone, whose header has no room for it beside the name of the application. */
function ColorSchemeItem() {
  const { isDark, label, toggle } = useColorSchemeToggle();
  return (
    <Menu.Item hiddenFrom="sm" leftSection={isDark ? <SunIcon size={16} /> : <MoonIcon size={16} />} onClick={toggle}>
      {label}
    </Menu.Item>
  );
}
