import { Outlet, useLocation } from '@tanstack/react-router';
import { lazy, Suspense, useEffect } from 'react';
import { LoginPage } from '../session/login-form.tsx';
import { useSession } from '../session/use-session.ts';
import { Loading } from '../shared/states.tsx';
import { isStandalone } from './navigation.ts';
import { OfflineNotice } from './offline-notice.tsx';

const loadFrame = () => import('./frame.tsx');
/** Apart, because nobody needs menus to log in. */
const Frame = lazy(async () => ({ default: (await loadFrame()).Frame }));

/** The frame around every page; without a session, the login page instead. An invitation needs neither. */
export function Shell() {
  const { session } = useSession();
  const { pathname } = useLocation();
  // It comes while somebody types a password.
  useEffect(() => void loadFrame().catch(() => undefined), []);
  if (isStandalone(pathname)) return <Outlet />;
  if (!session) {
    return (
      <>
        <OfflineNotice />
        <LoginPage />
      </>
    );
  }
  return (
    <Suspense fallback={<Loading height={320} />}>
      <Frame />
    </Suspense>
  );
}
