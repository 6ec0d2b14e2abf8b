import { expect, it } from 'vitest';
import { openFormerInstallation } from '../../integration/upgrade-scenario.ts';
import { unpackFixture } from '../../support/upgrade/unpack.ts';

it('opens the data folder of the version before migration 0041 and finds everything in it', async () => {
  await openFormerInstallation(await unpackFixture('schema-0040', 'data-folder'));
  expect.hasAssertions();
});
