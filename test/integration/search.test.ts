import { expect, it } from 'vitest';
import { startTestApp } from './app.ts';
import { expectSearchRanks } from './search-scenario.ts';

it('ranks a search before it limits it, and keeps words in step with names', async () => {
  await expectSearchRanks(() => startTestApp({}));
  expect.hasAssertions();
}, 120_000);
