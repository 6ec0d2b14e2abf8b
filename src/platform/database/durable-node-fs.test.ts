import fs from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DurableNodeFS } from './durable-node-fs.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

type Fsync = (stream: { nfd: number; node: { mode: number } }) => number;

/** What the engine's fsync becomes, without an engine. */
async function makeFsync(events: unknown[]): Promise<Fsync> {
  const durable = new DurableNodeFS({
    folder,
    onSync: () => events.push('synced'),
    onSyncFailed: (error) => {
      throw error;
    },
  });
  const { emscriptenOpts } = await durable.init({} as Parameters<typeof durable.init>[0], {});
  const steps = (emscriptenOpts.preRun ?? []) as ((module: unknown) => void)[];
  const operations: { fsync?: Fsync } = {};
  const module = {
    NODEFS: { stream_ops: operations },
    FS: { isDir: (mode: number) => (mode & fs.constants.S_IFMT) === fs.constants.S_IFDIR, mkdirTree() {}, mount() {} },
  };
  for (const step of steps) step(module);
  if (!operations.fsync) throw new Error('There is no fsync');
  return operations.fsync;
}

function open(path: string) {
  const nfd = fs.openSync(path, 'r');
  return { nfd, node: { mode: fs.fstatSync(nfd).mode } };
}

it('syncs files and folders', async () => {
  const events: unknown[] = [];
  const fsync = await makeFsync(events);
  fs.writeFileSync(join(folder, 'file'), 'x');
  for (const stream of [open(join(folder, 'file')), open(folder)]) {
    expect(fsync(stream)).toBe(0);
    fs.closeSync(stream.nfd);
  }
  expect(events).toEqual(['synced', 'synced']);
});

it('does not report a failed sync as done', async () => {
  const events: unknown[] = [];
  const fsync = await makeFsync(events);
  const stream = open(folder);
  fs.closeSync(stream.nfd);
  expect(() => fsync(stream)).toThrow('EBADF');
  expect(events).toEqual([]);
});
