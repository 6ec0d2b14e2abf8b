import { expect, it } from 'vitest';
import { startTestApp } from '../../integration/app.ts';
import { expectSearchRanks } from '../../integration/search-scenario.ts';

it('ranks a search before it limits it, and keeps words in step with names', async () => {
  await expectSearchRanks(() => startTestApp({}));
  expect.hasAssertions();
}, 120_000);
