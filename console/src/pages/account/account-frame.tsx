import type { ReactNode } from 'react';
import { Page } from '../../shared/page.tsx';
import { SubNavigation } from '../../shared/sub-navigation.tsx';

const links = [
  { to: '/account', label: 'Profile and security' },
  { to: '/account/tokens', label: 'API tokens' },
  { to: '/account/audit-log', label: 'Audit log' },
];

/** What the pages of one's own account have in common. */
export function AccountFrame({ children, description }: { children: ReactNode; description?: string }) {
  return (
    <Page title="My account" description={description}>
      <SubNavigation label="My account" links={links} />
      {children}
    </Page>
  );
}
