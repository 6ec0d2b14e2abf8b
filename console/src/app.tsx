import 'virtual:mantine/common.css';
import 'uplot/dist/uPlot.min.css';
import './app.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { setNonce } from 'get-nonce';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './api/query-client.ts';
import { router } from './router.tsx';
import { readSession } from './session/session.ts';
import { whenSettled } from './shared/settled.ts';
import { keepShell } from './shell/keep-shell.ts';
import { theme } from './theme.ts';

const nonce = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? '';
// For the style element with which an open window keeps the page behind it from scrolling.
setNonce(nonce);

/** Draws the console in place of what is there. */
export function showApp(place: HTMLElement): void {
  // Before anything is drawn, so that the page asks the server first; what it cannot load, it draws itself.
  router.load().catch(() => undefined);
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
  if (readSession().session) whenSettled(keepShell);
}
