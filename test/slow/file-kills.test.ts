import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { partsOf, startTestApp } from '../integration/app.ts';
import { type Client, logIn } from '../support/api.ts';
import { sendUpload } from '../support/files.ts';
import { makeDataFolder } from '../support/prepared-data.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

const kills = 12;
const workers = 4;
const md5 = (content: Uint8Array) => createHash('md5').update(content).digest('hex');

/** One directory of files that is changed over and over, and what must be true of it whatever dies when. */
class Worker {
  /** Name to the MD5s that its content may have; undefined stands for no file. More than one: the answer never came. */
  readonly #files = new Map<string, Set<string | undefined>>();
  readonly #index: number;
  /** Where the directory may be. */
  #places: Set<string>;
  #turn = 0;

  constructor(index: number) {
    this.#index = index;
    this.#places = new Set([`w${index}-0`]);
  }

  async run(client: Client, applicationId: string, onDone: () => void): Promise<void> {
    try {
      for (;;) {
        await this.#step(client, applicationId);
        onDone();
      }
    } catch (error) {
      // The server is gone; anything else is a fault.
      if ((error as { statusCode?: number }).statusCode !== undefined) throw error;
    }
  }

  async #step(client: Client, applicationId: string): Promise<void> {
    this.#turn += 1;
    const [place = ''] = this.#places;
    const list = async (directory: string) =>
      (await client.files.get({ applicationId, directory, perPage: '1000' })).items;
    const name = `f${this.#turn % 7}`;
    if (this.#turn % 11 === 0) {
      const directory = (await list('/')).find((file: { name: string }) => file.name === place);
      if (!directory) return;
      const next = `w${this.#index}-${this.#turn}`;
      this.#places.add(next);
      await client.file.move({ applicationId, fileId: directory.id, name: next });
      this.#places = new Set([next]);
      return;
    }
    const found = (await list(place)).find((file: { name: string }) => file.name === name);
    const possible = this.#files.get(name) ?? new Set([undefined]);
    this.#files.set(name, possible);
    if (found && this.#turn % 3 === 0) {
      possible.add(undefined);
      await client.file.delete({ applicationId, fileId: found.id });
      this.#files.set(name, new Set([undefined]));
      return;
    }
    const content = Buffer.alloc(1 + ((this.#turn * 7919) % 200_000), `${this.#index}-${this.#turn}`);
    const made =
      found === undefined
        ? await client.files.post({ applicationId, file: { name, parentDirectory: place, type: 'file' } })
        : await client.file.patch({ applicationId, fileId: found.id });
    possible.add(md5(content));
    const answer = await sendUpload(made.upload, content);
    expect(answer.status).toBe(204);
    this.#files.set(name, new Set([md5(content)]));
  }

  /** Compares what is served with what may be, and goes on from there. */
  async check(server: TestServer, client: Client, applicationId: string): Promise<void> {
    const root = (await client.files.get({ applicationId, directory: '/' })).items as { name: string }[];
    const own = root.filter(({ name }) => name.startsWith(`w${this.#index}-`)).map(({ name }) => name);
    expect(own.length).toBeLessThanOrEqual(1);
    const [place] = own;
    if (place !== undefined) {
      expect([...this.#places]).toContain(place);
      this.#places = new Set([place]);
    }
    for (const [name, possible] of this.#files) {
      const served = await fetch(`${server.http}/files/${applicationId}/${place ?? 'nowhere'}/${name}`);
      const sum = served.status === 404 ? undefined : md5(Buffer.from(await served.arrayBuffer()));
      expect([...possible]).toContain(sum);
      this.#files.set(name, new Set([sum]));
    }
  }
}

it('loses no file and leaves no content behind when the server is killed twelve times meanwhile', async () => {
  const dataDir = await makeDataFolder();
  const team = Array.from({ length: workers }, (_, index) => new Worker(index));
  let applicationId = '';
  try {
    for (let round = 0; round <= kills; round += 1) {
      const server = await startServer({ dataDir });
      const { client } = await logIn(server);
      if (applicationId === '') applicationId = (await client.applications.post({ application: { name: 'Plant' } })).id;
      for (const worker of team) await worker.check(server, client, applicationId);
      if (round === kills) {
        await server.stop();
        break;
      }
      let left = 10 + ((round * 37) % 40);
      let killed: Promise<void> | undefined;
      const onDone = () => {
        left -= 1;
        // In the middle of what is under way by then.
        if (left <= 0) killed ??= new Promise((resolve) => setImmediate(() => resolve(server.kill())));
      };
      await Promise.all(team.map((worker) => worker.run(client, applicationId, onDone)));
      await killed;
    }
    await expectWhole(dataDir, applicationId);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});

/** After a day: each object is the content of a file, each file has its object, and the counts are true. */
async function expectWhole(dataDir: string, applicationId: string): Promise<void> {
  const day = 26 * 3_600_000;
  const app = await startTestApp({ dataDir, now: () => Date.now() + day });
  try {
    await partsOf(app.app).fileSweep.run(new AbortController().signal);
    const { client } = await logIn(app);
    const { items } = await client.files.get({ applicationId, type: 'file', perPage: '1000' });
    const sums = (items as { s3etag: string }[]).map(({ s3etag }) => s3etag).sort();
    const entries = await readdir(join(dataDir, 'files'), { recursive: true, withFileTypes: true });
    const stored = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
    const found = await Promise.all(
      stored.map(async ({ parentPath, name }) => md5(await readFile(join(parentPath, name)))),
    );
    expect(found.sort()).toEqual(sums);
    const all = await client.files.get({ applicationId });
    const size = (items as { fileSize: number }[]).reduce((sum, { fileSize }) => sum + fileSize, 0);
    expect((await client.application.get({ applicationId })).summary).toMatchObject({
      fileCount: all.totalCount,
      storageStats: { count: items.length, size },
    });
  } finally {
    await app.app.stop();
  }
}
