import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { chunkFileNames, codeSplitting } from './chunks.ts';
import { mantineStyles } from './mantine-styles.ts';
import { worldTiles } from './world-tiles.ts';

/** Where `npm run dev -w @signalbox/console` finds the API; a server started by `npm start`. */
const server = process.env.SIGNALBOX_URL ?? 'http://127.0.0.1:8080';

const firstPages = ['src/pages/overview/overview-page.tsx', 'src/pages/devices/devices-page.tsx'];

export default defineConfig({
  base: '/console/',
  plugins: [mantineStyles(), react(), worldTiles()],
  build: {
    outDir: '../dist/console',
    emptyOutDir: true,
    target: 'es2023',
    modulePreload: { polyfill: false },
    // A data: URL would be one more thing for the content security policy to allow.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    // In kB before compression: the map library alone has a thousand. What travels first is held by scripts/console-budget.mjs.
    chunkSizeWarningLimit: 1_100,
    // Which file came of which source, for scripts/console-budget.mjs.
    manifest: true,
    rolldownOptions: {
      // Cutting the world into tiles takes some seconds, half of the build.
      checks: { bundlerTimings: false },
      // What draws pages and the pages that are opened first are fetched by the login's script, and are entries of their own only
      // so that their modules are known as such.
      input: ['index.html', 'src/app.tsx', ...firstPages].map((path) => fileURLToPath(new URL(path, import.meta.url))),
      output: { codeSplitting, chunkFileNames },
    },
  },
  server: {
    proxy: Object.fromEntries(
      [
        '^/$',
        '/shared-page',
        '/auth',
        '/me',
        '/applications',
        '/orgs',
        '/users',
        '/invites',
        '/docs',
        '/openapi.json',
      ].map((path) => [path, server]),
    ),
  },
});
