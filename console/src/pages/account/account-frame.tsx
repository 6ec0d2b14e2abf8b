import type { ReactNode } from 'react';
import { Page } from '../../shared/page.tsx';
import { SubNavigation } from '../../shared/sub-navigation.tsx';
import { t } from '../../words/words.ts';

const links = [
  { to: '/account', label: t('Profile and security') },
  { to: '/account/tokens', label: t('API tokens') },
  { to: '/account/audit-log', label: t('Audit log') },
];

/** What the pages of one's own account have in common. */
export function AccountFrame({ children, description }: { children: ReactNode; description?: string }) {
  return (
    <Page title={t('My account')} description={description}>
      <SubNavigation label={t('My account')} links={links} />
      {children}
    </Page>
  );
}
