import { expect, it } from 'vitest';
import { runSystemScenario } from './system-scenario.ts';

it('computes systems from their children at the end of each interval, across a restart, each once', async () => {
  await runSystemScenario({});
  expect.hasAssertions();
}, 120_000);
