import { QueryClient } from '@tanstack/react-query';
import { onSessionEnd } from '../session/session.ts';
import { ApiError } from './errors.ts';

/** What the server has answered, for all pages; it is forgotten when the session ends. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // What the server has refused it refuses again; only a lost connection or a busy server is worth another try.
      retry: (failures, error) => failures < 2 && !(error instanceof ApiError && error.status < 500),
    },
  },
});

onSessionEnd(() => queryClient.clear());
