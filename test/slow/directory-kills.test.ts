import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { sendUpload } from '../support/files.ts';
import { makeDataFolder } from '../support/prepared-data.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

/** More than two of the steps in which a large directory is deleted and search is told of its new place. */
const count = 2_600;
const moves = 6;
const contentOf = (name: string) => `content of ${name}`;
const nameOf = (index: number) => `f${String(index).padStart(5, '0')}.txt`;
const names = Array.from({ length: count }, (_, index) => nameOf(index));

/** A server that is killed and started again on the same data, with a session of its own each time. */
class Restarted {
  server!: TestServer;
  client!: Client;
  readonly #dataDir: string;

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
  }

  async start(): Promise<void> {
    this.server = await startServer({ dataDir: this.#dataDir });
    ({ client: this.client } = await logIn(this.server));
  }

  /** Begins a request and kills the server once `isUnderWay` resolves, whether it has been answered by then or not. */
  async killDuring(request: () => Promise<unknown>, isUnderWay: () => Promise<unknown>): Promise<void> {
    const answered = request().catch((error: { statusCode?: number }) => {
      // The server is gone; anything else is a fault.
      if (error.statusCode !== undefined) throw error;
    });
    await isUnderWay();
    await this.server.kill();
    await answered;
    await this.start();
  }
}

async function fill(client: Client, applicationId: string, directory: string): Promise<void> {
  const waiting = names.map((name, index) => ({ name, parentDirectory: `${directory}/${index % 3}` }));
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let next = waiting.pop(); next; next = waiting.pop()) {
        const { upload } = await client.files.post({ applicationId, file: { ...next, type: 'file' } });
        expect((await sendUpload(upload, contentOf(next.name))).status).toBe(204);
      }
    }),
  );
}

/** Every file by its name, with the directory that it is in. */
async function listFiles(client: Client, applicationId: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (let page = 0; ; page += 1) {
    const { items } = await client.files.get({ applicationId, type: 'file', page, perPage: 1000, sortField: 'name' });
    for (const { name, parentDirectory, s3etag } of items) {
      expect(found.has(name)).toBe(false);
      expect(s3etag).toBe(createHash('md5').update(contentOf(name)).digest('hex'));
      found.set(name, parentDirectory);
    }
    if (items.length < 1000) return found;
  }
}

it('moves and deletes a directory of 2,600 files once, whole, through kills', async () => {
  const dataDir = await makeDataFolder();
  const run = new Restarted(dataDir);
  await run.start();
  try {
    const { id: applicationId } = await run.client.applications.post({ application: { name: 'Plant' } });
    await fill(run.client, applicationId, 'place-0');
    const root = async () =>
      (await run.client.files.get({ applicationId, directory: '/' })).items as { id: string; name: string }[];
    let place = 'place-0';
    for (let turn = 1; turn <= moves; turn += 1) {
      const [{ id: fileId } = { id: '' }] = await root();
      const next = `place-${turn}`;
      const move = () => run.client.file.move({ applicationId, fileId, name: next });
      // Before it is answered, later and later; every other time while search is being told of it.
      let isAnswered = false;
      const isUnderWay = async () => {
        if (turn % 2 === 0) return expect.poll(() => isAnswered, { timeout: 60_000, interval: 1 }).toBe(true);
        for (let round = 1; round < turn; round += 1) await run.client.application.get({ applicationId });
      };
      await run.killDuring(() => move().then(() => (isAnswered = true)), isUnderWay);
      const found = await root();
      expect(found.map(({ id }) => id)).toEqual([fileId]);
      const [{ name } = { name: '' }] = found;
      expect(isAnswered ? [next] : [place, next]).toContain(name);
      place = name;
      const files = await listFiles(run.client, applicationId);
      expect([...files.keys()]).toEqual(names);
      for (const [index, each] of names.entries()) expect(files.get(each)).toBe(`/${place}/${index % 3}/`);
      for (const index of [0, 1, count - 1]) {
        const at = (directory: string) =>
          fetch(`${run.server.http}/files/${applicationId}/${directory}/${index % 3}/${nameOf(index)}`);
        expect(await (await at(place)).text()).toBe(contentOf(nameOf(index)));
        for (let former = 0; former <= turn; former += 1) {
          if (`place-${former}` !== place) expect((await at(`place-${former}`)).status).toBe(404);
        }
      }
    }
    // The job that tells search goes on after the last kill.
    type Found = { name: string; metadata: { descriptor: string } };
    const placesOf = async (name: string) => {
      const found: Found[] = await run.client.application.search({ applicationId, filter: name });
      // Names that are nearly the same are found as well.
      return found.filter((each) => each.name === name).map(({ metadata }) => metadata.descriptor);
    };
    for (const index of [0, 999, 1_500, count - 1]) {
      await expect
        .poll(() => placesOf(nameOf(index)), { timeout: 120_000, interval: 200 })
        .toEqual([`/${place}/${index % 3}/`]);
    }

    // The deletion dies after its first step, and goes on by itself: nobody asks again.
    const [{ id: fileId } = { id: '' }] = await root();
    const left = async () => (await run.client.files.get({ applicationId })).totalCount as number;
    const whole = await left();
    await run.killDuring(
      () => run.client.file.delete({ applicationId, fileId }),
      () => expect.poll(left, { timeout: 60_000, interval: 1 }).toBeLessThan(whole),
    );
    await expect.poll(left, { timeout: 120_000, interval: 200 }).toBe(0);
    expect((await run.client.application.get({ applicationId })).summary).toMatchObject({
      fileCount: 0,
      storageStats: { count: 0, size: 0 },
    });
    expect(await run.client.application.search({ applicationId, filter: 'f00' })).toEqual([]);
    expect((await fetch(`${run.server.http}/files/${applicationId}/${place}/0/${nameOf(0)}`)).status).toBe(404);
  } finally {
    await run.server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}, 900_000);
