import { useSyncExternalStore } from 'react';

/**
 * The session of the person at this browser: one bearer token, kept in sessionStorage, so it ends with the tab. It leaves this module only into an Authorization header.
 */
export interface Session {
  readonly token: string;
  readonly userId: string;
  readonly email: string;
}

export interface SessionState {
  readonly session: Session | undefined;
  /** The token has stopped working while pages were open; they stay as they are, under a login window. */
  readonly expired: boolean;
}

const storageKey = 'signalbox.session';
const listeners = new Set<() => void>();
let state: SessionState = { session: readStored(), expired: false };

function readStored(): Session | undefined {
  try {
    const stored = JSON.parse(sessionStorage.getItem(storageKey) ?? 'null') as Session | null;
    return typeof stored?.token === 'string' ? stored : undefined;
  } catch {
    return undefined;
  }
}

function change(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}

export function readToken(): string | undefined {
  return state.session?.token;
}

export function beginSession(session: Session): void {
  try {
    sessionStorage.setItem(storageKey, JSON.stringify(session));
  } catch {
    // Storage is off or full: the session lasts as long as this page.
  }
  change({ session, expired: false });
}

export function endSession(): void {
  sessionStorage.removeItem(storageKey);
  change({ session: undefined, expired: false });
}

/** Told of every 401. One that was answered to an older token than the present one says nothing about the session. */
export function reportUnauthorized(authorization: string | null): void {
  if (state.session && !state.expired && authorization === `Bearer ${state.session.token}`) {
    sessionStorage.removeItem(storageKey);
    change({ ...state, expired: true });
  }
}

export function useSession(): SessionState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}
