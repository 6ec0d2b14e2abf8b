import { useSyncExternalStore } from 'react';
import { readSession, type SessionState, watchSession } from './session.ts';

export function useSession(): SessionState {
  return useSyncExternalStore(watchSession, readSession);
}
