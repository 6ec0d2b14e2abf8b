/**
 * The session of the person at this browser: one bearer token, kept in sessionStorage, so it ends with the last tab. A new tab
 * gets it from another one of this console; it leaves this module only to them and into an Authorization header.
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
const endListeners = new Set<() => void>();
let state: SessionState = { session: readStored(), expired: false };

/** What the tabs of this console tell each other: only pages of the same origin hear it. */
type TabMessage = { readonly wanted: true } | { readonly session: Session } | { readonly ended: string };
const tabs = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('signalbox.session');
/** A tab that is open replies within a few ms; without one there is nothing to wait for. */
const replyMs = 200;

function tell(message: TabMessage): void {
  tabs?.postMessage(message);
}

tabs?.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => {
  if ('wanted' in data) {
    if (state.session && !state.expired) tell({ session: state.session });
  } else if ('ended' in data) {
    if (state.session?.token === data.ended) forget();
  } else if (!state.session || (state.expired && state.session.userId === data.session.userId)) {
    keep(data.session);
  }
});

/** Resolves once it is known whether another tab has a session that this one can go on with. */
export function joinSession(): Promise<void> {
  if (state.session || !tabs) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      listeners.delete(finish);
      resolve();
    };
    const timer = setTimeout(finish, replyMs);
    listeners.add(finish);
    tell({ wanted: true });
  });
}

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

/** The session as it is now; a component that is to follow it calls `useSession`. */
export function readSession(): SessionState {
  return state;
}

/** Calls back at every change, until the returned function is called. */
export function watchSession(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The bearer token, also one that has expired; undefined when nobody is logged in. */
export function readToken(): string | undefined {
  return state.session?.token;
}

/**
 * Keeps the session of somebody who has logged in, or their new token, in this tab; other tabs without a session, or
 * with an expired one of the same user, take it over.
 */
export function beginSession(session: Session): void {
  keep(session);
  tell({ session });
}

/** Logs out, in every tab of this console. */
export function endSession(): void {
  if (state.session) tell({ ended: state.session.token });
  forget();
}

function keep(session: Session): void {
  try {
    sessionStorage.setItem(storageKey, JSON.stringify(session));
  } catch {
    // Storage is off or full: the session lasts as long as this page.
  }
  change({ session, expired: false });
}

function forget(): void {
  sessionStorage.removeItem(storageKey);
  change({ session: undefined, expired: false });
  for (const listener of endListeners) listener();
}

/** Calls back whenever somebody has logged out, here or in another tab: what was fetched for them must go. */
export function onSessionEnd(listener: () => void): void {
  endListeners.add(listener);
}

/** Told of every 401. One that came for an older token than the present one says nothing about the session. */
export function reportUnauthorized(authorization: string | null): void {
  if (state.session && !state.expired && authorization === `Bearer ${state.session.token}`) {
    sessionStorage.removeItem(storageKey);
    change({ ...state, expired: true });
  }
}
