import './frame.css';
import { Box, Burger, Divider, Group, NavLink, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useLocation, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { meQuery } from '../api/queries/me.ts';
import { useRecordVisits } from '../api/queries/recent-items.ts';
import { useSession } from '../session/use-session.ts';
import { ErrorBoundary } from '../shared/error-boundary.tsx';
import type { NavigationItem } from '../shared/feature.ts';
import { LeaveGuard } from '../shared/form/leave-guard.tsx';
import { Logo } from '../shared/icons.tsx';
import { useHasSettled, useSettling } from '../shared/settled.ts';
import { t } from '../words/words.ts';
import { AccountMenu } from './account-menu.tsx';
import { ApplicationSwitcher } from './application-switcher.tsx';
import { ColorSchemeToggle } from './color-scheme-toggle.tsx';
import { DiskNotice } from './disk-notice.tsx';
import { HelpButton } from './help-button.tsx';
import { listMenu } from './navigation.ts';
import { OfflineNotice } from './offline-notice.tsx';
import { PaletteOpener } from './palette/palette-opener.tsx';

const ExpiredSession = lazy(async () => ({
  default: (await import('../session/expired-session.tsx')).ExpiredSession,
}));

/** The menu, the head and the page between them, for somebody who is logged in. */
export function Frame() {
  const [opened, { toggle, close }] = useDisclosure();
  const { applicationId } = useParams({ strict: false }) as { applicationId?: string };
  const { pathname } = useLocation();
  const { expired } = useSession();
  const main = useRef<HTMLElement>(null);
  const isAdministrator = useQuery(meQuery).data?.isAdministrator ?? false;
  useSettling();
  const hasSettled = useHasSettled();
  useRecordVisits(pathname);

  // On a phone the menu covers the page, so choosing a page closes it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the path is what it waits for
  useEffect(close, [pathname]);

  return (
    <>
      <button type="button" className="skip-link" onClick={() => main.current?.focus()}>
        {t('Skip to the content')}
      </button>
      {/* The class keeps it in its place when an open window takes the page's scroll bar away (react-remove-scroll-bar). */}
      <header className="frame-head right-scroll-bar-position">
        <Group h="100%" justify="space-between" wrap="nowrap" gap="xs">
          <Group gap="xs" wrap="nowrap" miw={0}>
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={t('Menu')}
              aria-expanded={opened}
            />
            <Link to="/" aria-label={t('Signalbox, all applications')} className="home-link">
              <Logo />
            </Link>
            <Text fw={600} visibleFrom="sm" mr="sm">
              Signalbox
            </Text>
            <ErrorBoundary isInline>
              <ApplicationSwitcher applicationId={applicationId} />
            </ErrorBoundary>
          </Group>
          <Group gap={4} wrap="nowrap">
            <ErrorBoundary isInline>
              <PaletteOpener applicationId={applicationId} />
              <HelpButton />
              <ColorSchemeToggle />
              <AccountMenu />
            </ErrorBoundary>
          </Group>
        </Group>
      </header>
      <nav className="frame-menu" data-opened={opened || undefined} aria-label={t('Pages')}>
        {listMenu({ inApplication: applicationId !== undefined, isAdministrator }).map((group, index) => (
          <Box key={group[0]?.to}>
            {index === 0 ? null : <Divider my="xs" />}
            {group.map((item) => (
              <NavigationLink
                key={item.to}
                item={item}
                applicationId={applicationId}
                pathname={pathname}
                hasBadge={hasSettled}
              />
            ))}
          </Box>
        ))}
      </nav>
      <main className="frame-page" id="main" tabIndex={-1} ref={main}>
        <OfflineNotice />
        <DiskNotice />
        <ErrorBoundary key={pathname}>
          <Outlet />
        </ErrorBoundary>
      </main>
      <LeaveGuard />
      {expired ? (
        <Suspense fallback={null}>
          <ExpiredSession />
        </Suspense>
      ) : null}
    </>
  );
}

function NavigationLink(props: {
  item: NavigationItem;
  pathname: string;
  applicationId: string | undefined;
  hasBadge: boolean;
}) {
  const { item, pathname, applicationId = '', hasBadge } = props;
  const path = item.to.replace('$applicationId', applicationId);
  const here = pathname.replace(/\/$/, '');
  const active = item.exact ? here === path : here === path || here.startsWith(`${path}/`);
  return (
    <NavLink
      component={Link}
      to={path}
      label={item.label}
      leftSection={<item.icon />}
      {...(item.badge && hasBadge && applicationId !== ''
        ? { rightSection: <item.badge applicationId={applicationId} /> }
        : {})}
      active={active}
      // The router would also mark the overview on every page below it.
      activeOptions={{ exact: true }}
      aria-current={active ? 'page' : undefined}
      py={{ base: 8, sm: 4 }}
      style={{ borderRadius: 'var(--mantine-radius-sm)' }}
    />
  );
}
