// Four starts of a server, to see that files and grants in the data folder outlive it. `npm test` keeps files there too, in one
// server (test/acceptance/files.test.ts), and in a bucket (test/integration/files.test.ts).
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startTestApp } from '../../integration/app.ts';
import { logIn } from '../../support/api.ts';
import { sendUpload, uploadFile } from '../../support/files.ts';

it('keeps contents in the data folder, private and under no name of a path', async () => {
  const local = await startTestApp({});
  try {
    const own = (await logIn(local)).client;
    const id = (await own.applications.post({ application: { name: 'Local' } })).id;
    const content = 'x'.repeat(300_000);
    const file = await uploadFile(own, { applicationId: id, path: '/etc/passwd', content });
    const folder = join(local.dataDir, 'files');
    const stored = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    expect(stored.map(({ name }) => name)).toEqual([expect.stringMatching(new RegExp(`^${file.id}-[0-9a-f]{24}$`))]);
    const path = join(stored[0]?.parentPath ?? '', stored[0]?.name ?? '');
    expect(
      createHash('md5')
        .update(await readFile(path))
        .digest('hex'),
    ).toBe(file.s3etag);
    await local.restart();
    expect(await (await fetch(file.url.replace(/^http:\/\/[^/]+/, local.http))).text()).toBe(content);
    const again = (await logIn(local)).client;
    const { upload } = await again.file.patch({ applicationId: id, fileId: file.id });
    await local.restart();
    // What was granted before a restart holds after it.
    const moved = { ...upload, url: upload.url.replace(/^http:\/\/[^/]+/, local.http) };
    expect((await sendUpload(moved, 'later')).status).toBe(204);
  } finally {
    await local.end();
  }
});
