import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGzip, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import '../../../test/support/seed.ts';
import { inSlowSuite, rounds } from '../../../test/support/rounds.ts';
import { CommandError } from '../command.ts';
import { checkExport } from './read-export.ts';

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-export-'));
  file = join(folder, 'export.gz');
});
afterAll(() => rm(folder, { recursive: true }));

const idOf = (number: number): string => number.toString(16).padStart(24, '0');
const whole: readonly unknown[] = [
  { type: 'header', format: 'signalbox-application', version: 1, exportedAt: '2026-01-01T00:00:00.000Z' },
  { type: 'application', application: { id: idOf(1), name: 'Plant' } },
  { type: 'device', device: { id: idOf(2), name: 'Gateway', deviceClass: 'gateway', tags: [], attributes: [] } },
  { type: 'device', device: { id: idOf(3), name: 'Meter', deviceClass: 'peripheral', gatewayId: idOf(2) } },
  { type: 'key', key: { id: idOf(4), deviceIds: [idOf(2)] } },
  { type: 'resource', resource: 'dataTable', id: idOf(5), fields: { name: 'Table' } },
  {
    type: 'states',
    deviceId: idOf(3),
    states: [
      [1_700_000_000_000, { level: 1 }],
      [1_700_000_000_001, { level: 2 }],
    ],
  },
  { type: 'end', devices: 2, keys: 1, resources: 1, states: 2 },
];
const pack = (records: readonly unknown[]): Buffer =>
  gzipSync(records.map((one) => `${JSON.stringify(one)}\n`).join(''));

/** What the command would say: nothing of a good file, one sentence of a bad one; everything else is a fault of ours. */
async function judge(content: Uint8Array): Promise<string> {
  await writeFile(file, content);
  try {
    await checkExport(file);
    return '';
  } catch (error) {
    expect(error).toBeInstanceOf(CommandError);
    const { message } = error as CommandError;
    expect(message).toMatch(/^\S+export\.gz (is|has|cannot)[^\n]*$/);
    expect(message).not.toMatch(/undefined|\bnot a function\b|Cannot read prop/);
    return message;
  }
}

it('takes a whole export', async () => {
  expect(await judge(pack(whole))).toBe('');
});

it('refuses a file that is cut off, wherever, and one with a bit that has changed', async () => {
  const good = pack(whole);
  await fc.assert(
    fc.asyncProperty(fc.nat(good.length - 1), async (length) => {
      expect(await judge(good.subarray(0, length))).not.toBe('');
    }),
    { numRuns: 60 },
  );
  await fc.assert(
    fc.asyncProperty(fc.nat(good.length - 1), fc.nat(7), async (at, bit) => {
      const flipped = Buffer.from(good);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
      // Of gzip's own header (10 bytes) some bits mean nothing: then all is as it was.
      if (at >= 10) expect(await judge(flipped)).not.toBe('');
      else await judge(flipped);
    }),
    { numRuns: rounds(60, 120) },
  );
});

/** Every place in the records at which there is a value. */
function placesOf(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => placesOf(inner, [...path, key]))].filter(
    (place) => place.length > 0,
  );
}

function put(records: readonly unknown[], path: readonly (string | number)[], value: unknown): unknown[] {
  const copy = structuredClone(records) as unknown[];
  let place = copy as unknown as Record<string, unknown>;
  for (const key of path.slice(0, -1)) place = place[String(key)] as Record<string, unknown>;
  place[String(path.at(-1))] = value;
  return copy;
}

it('says one sentence of any value in any place', async () => {
  const odd = fc.constantFrom<unknown>(
    ...[null, true, 0, -1, 1e308, 2 ** 60, '', '../../etc/passwd', 'x'.repeat(300), [], {}, [null], '__proto__', [[]]],
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...placesOf(whole)), odd, async (path, value) => {
      await judge(pack(put(whole, path, value)));
    }),
    { numRuns: rounds(150, 400) },
  );
  // What would end in the middle of an import.
  const mustRefuse: [readonly (string | number)[], unknown][] = [
    [[1], null],
    [[1, 'application', 'name'], ''],
    [[2, 'device'], null],
    [[2, 'device', 'name'], 'x'.repeat(300)],
    [[2, 'device', 'deviceClass'], 'gatway'],
    [[3, 'device', 'id'], idOf(2)],
    [[3, 'device', 'gatewayId'], '../../users'],
    [[4, 'key', 'deviceIds'], 7],
    [[5, 'fields'], []],
    [[6, 'states'], null],
    [[6, 'deviceId'], idOf(9)],
    [
      [6, 'states', 0],
      [Number.MAX_VALUE, {}],
    ],
    [[6, 'states', 1], 'text'],
    [[0, 'version'], { toString: 1 }],
    [[7, 'states'], 2.5],
  ];
  for (const [path, value] of mustRefuse)
    expect(await judge(pack(put(whole, path, value))), path.join('.')).not.toBe('');
});

it('refuses records that are repeated, missing or in another order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(whole.length - 1), async (from, to) => {
      fc.pre(from !== to);
      const lacking = whole.filter((_record, index) => index !== from);
      expect(await judge(pack(lacking))).not.toBe('');
      expect(await judge(pack([...whole.slice(0, to), whole[from], ...whole.slice(to)]))).not.toBe('');
    }),
    { numRuns: 40 },
  );
});

inSlowSuite('packs and unpacks 300 MB', () => {
  it('stops at a line without an end, long before it fills memory, and at text that is none', async () => {
    const gzip = createGzip();
    const chunks: Buffer[] = [];
    gzip.on('data', (chunk: Buffer) => chunks.push(chunk));
    const ended = new Promise((resolve) => gzip.on('end', resolve));
    const block = Buffer.alloc(1024 * 1024, '[');
    for (let megabytes = 0; megabytes < 300; megabytes += 1) gzip.write(block);
    gzip.end();
    await ended;
    const before = process.memoryUsage().rss;
    expect(await judge(Buffer.concat(chunks))).toContain('a line does not end');
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024);
    expect(await judge(gzipSync(Buffer.from([0x7b, 0xff, 0x7d, 0x0a])))).toContain('not valid UTF-8');
    expect(await judge(Buffer.from('PK\u0003\u0004'))).toContain('damaged or no export');
    expect(await judge(Buffer.alloc(0))).not.toBe('');
  });
});
