import { Outlet, useLocation } from '@tanstack/react-router';
import { LoginPage } from '../session/login-form.tsx';
import { useSession } from '../session/use-session.ts';
import { Frame } from './frame.tsx';
import { isStandalone } from './navigation.ts';
import { OfflineNotice } from './offline-notice.tsx';

/** The frame around every page; without a session, the login page instead. An invitation needs neither. */
export function Shell() {
  const { session } = useSession();
  const { pathname } = useLocation();
  if (isStandalone(pathname)) return <Outlet />;
  if (!session) {
    return (
      <>
        <OfflineNotice />
        <LoginPage />
      </>
    );
  }
  return <Frame />;
}
