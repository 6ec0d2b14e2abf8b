import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { mountLogin, mountLoginPage } from './login-dom.ts';

/** The login in a window over the open pages, for the one whose session has ended. */
export function LoginForm({ email = '' }: { email?: string }) {
  const queryClient = useQueryClient();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current === null) return;
    mountLogin(place.current, {
      email,
      before: (typed) => {
        // What somebody else has seen here is not for the one who logs in now.
        if (email !== '' && email !== typed) queryClient.clear();
      },
      after: () => void queryClient.invalidateQueries(),
    });
  }, [email, queryClient]);
  return <div ref={place} />;
}

/** Shown in place of whatever page the address names, once somebody has logged out; that page follows a login. */
export function LoginPage() {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current !== null) mountLoginPage(place.current);
  }, []);
  return <div ref={place} />;
}
