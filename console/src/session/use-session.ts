import { useSyncExternalStore } from 'react';
import { readSession, type SessionState, watchSession } from './session.ts';

/** The session, and whether it has expired; the caller is drawn again whenever either changes. */
export function useSession(): SessionState {
  return useSyncExternalStore(watchSession, readSession);
}
