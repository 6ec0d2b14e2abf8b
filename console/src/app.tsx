import './mantine.css';
import 'uplot/dist/uPlot.min.css';
import './app.css';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { setNonce } from 'get-nonce';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiError } from './api/errors.ts';
import { router } from './router.tsx';
import { onSessionEnd, readSession } from './session/session.ts';
import { keepShell } from './shell/keep-shell.ts';
import { theme } from './theme.ts';

const nonce = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? '';
// For the style element with which an open window keeps the page behind it from scrolling.
setNonce(nonce);

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // What the server has refused it refuses again; only a lost connection or a busy server is worth another try.
      retry: (failures, error) => failures < 2 && !(error instanceof ApiError && error.status < 500),
    },
  },
});

onSessionEnd(() => queryClient.clear());

/** Draws the console in place of what is there. */
export function showApp(place: HTMLElement): void {
  place.replaceChildren();
  createRoot(place).render(
    <StrictMode>
      <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => nonce}>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
  // Not for those who only look at something that is shared.
  if (readSession().session) keepShell();
}
