import type { Command } from './command.ts';

interface Entry {
  readonly summary: string;
  /** Loaded only when it is called: a command must not wait for what the others need. */
  readonly load: () => Promise<{ readonly command: Command }>;
}

/** Every command by its name; each has a file of its own. */
export const commands: Readonly<Record<string, Entry>> = {
  simulate: { summary: 'Have made-up or recorded devices report over MQTT', load: () => import('./simulate.ts') },
  'import-history': { summary: 'Load timestamped history from a CSV file', load: () => import('./import-history.ts') },
  export: { summary: 'Write an application and its data to a file', load: () => import('./export.ts') },
  import: { summary: 'Make an application of an exported file', load: () => import('./import.ts') },
  'import-template': {
    summary: 'Make an application of a template or another bundle',
    load: () => import('./import-template.ts'),
  },
  'restore-archive': {
    summary: 'Load the days of an archive into an application',
    load: () => import('./restore-archive.ts'),
  },
  'verify-archive': {
    summary: 'Read an archive back and compare every object with its manifest',
    load: () => import('./verify-archive.ts'),
  },
  'reset-password': {
    summary: 'Make a new password for a user while the server is stopped',
    load: () => import('./reset-password.ts'),
  },
  health: { summary: 'Ask a server whether it can serve', load: () => import('./health.ts') },
};
