// 64 MiB through a stand-in for S3 in the same process, with garbage collected every four of them: several seconds of a processor.
// `npm test` has the other tests of the store (src/platform/objects/s3-store.test.ts), with 20 MiB in parts.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import S3rver from 's3rver';
import { expect, it } from 'vitest';
import { S3Store } from '../../../src/platform/objects/s3-store.ts';

const MiB = 1024 * 1024;

it('holds a bounded part of the body in memory', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'signalbox-s3-'));
  const configureBuckets = [{ name: 'archive', configs: [] }];
  const server = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory, configureBuckets });
  const endpoint = `http://127.0.0.1:${(await server.run()).port}`;
  const keys = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
  const store = await S3Store.open({ bucket: 'archive', region: 'us-east-1', ...keys, endpoint });
  try {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    let most = 0;
    const held = (): number => {
      collect();
      return process.memoryUsage().arrayBuffers;
    };
    const before = held();
    async function* large(): AsyncGenerator<Uint8Array> {
      for (let piece = 0; piece < 64 * 16; piece += 1) {
        if (piece % 64 === 0) most = Math.max(most, held() - before);
        yield Buffer.alloc(MiB / 16, piece);
      }
    }
    expect((await store.put('large', large(), { contentType: 'text/csv' })).bytes).toBe(64 * MiB);
    expect(most).toBeGreaterThan(5 * MiB);
    expect(most).toBeLessThan(40 * MiB);
  } finally {
    await store.close();
    await server.close();
    await rm(directory, { recursive: true });
  }
});
