import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeTemporaryName } from './file-names.ts';
import { LocalStore } from './local-store.ts';

const csv = { contentType: 'text/csv' };
let base: string;
let folder: string;
let store: LocalStore;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'signalbox-local-'));
  folder = join(base, 'archive');
  store = new LocalStore({ folder });
});

afterEach(() => rm(base, { recursive: true, force: true }));

async function* bodyOf(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

async function readText(key: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.read(key)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function listKeys(prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys.sort();
}

/** Every file below the folder, temporary ones included. */
const filesOnDisk = async (): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => !entry.isDirectory()).map(String);

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

it('keeps the key as the path and returns what it has confirmed', async () => {
  const key = 'Werk 🦊/2017-12-03T00:00:00.000Z/a-b-1-2.csv';
  const stored = await store.put(key, bodyOf('one,', 'two\n'), csv);
  expect(stored).toEqual({ key, bytes: 8, sha256: sha256('one,two\n') });
  expect(await readFile(join(folder, key), 'utf8')).toBe('one,two\n');
  expect(await readText(key)).toBe('one,two\n');
  expect(await store.stat(key)).toEqual({ bytes: 8 });
});

it('stores an empty object', async () => {
  expect(await store.put('empty', bodyOf(), csv)).toEqual({ key: 'empty', bytes: 0, sha256: sha256('') });
  expect(await readText('empty')).toBe('');
});

it('makes the same object of the same bytes, and replaces other bytes whole', async () => {
  const first = await store.put('a/b', bodyOf('same'), csv);
  expect(await store.put('a/b', bodyOf('sa', 'me'), csv)).toEqual(first);
  await store.put('a/b', bodyOf('x'), csv);
  expect(await readText('a/b')).toBe('x');
  expect(await filesOnDisk()).toHaveLength(1);
});

it('lets puts of one key run side by side: one of them wins, whole', async () => {
  const texts = ['a'.repeat(100_000), 'b'.repeat(50_000), 'c'];
  await Promise.all(texts.map((text) => store.put('same/key', bodyOf(text), csv)));
  expect(texts).toContain(await readText('same/key'));
  expect(await filesOnDisk()).toHaveLength(1);
});

it('leaves the old object and no other file when the body fails', async () => {
  await store.put('a/b', bodyOf('old'), csv);
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('half');
    throw new Error('the database went away');
  }
  await expect(store.put('a/b', failing(), csv)).rejects.toThrow('the database went away');
  await expect(store.put('a/new', failing(), csv)).rejects.toThrow('the database went away');
  expect(await readText('a/b')).toBe('old');
  expect(await filesOnDisk()).toHaveLength(1);
});

it('ends at once when aborted, even while the body hangs', async () => {
  const abort = new AbortController();
  async function* hanging(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('half');
    abort.abort(new Error('stopping'));
    await new Promise(() => {});
  }
  await expect(store.put('a/b', hanging(), { ...csv, signal: abort.signal })).rejects.toThrow('stopping');
  await expect(store.put('a/b', bodyOf('x'), { ...csv, signal: abort.signal })).rejects.toThrow('stopping');
  expect(await filesOnDisk()).toEqual([]);
  expect(await store.stat('a/b')).toBeUndefined();
});

it('shows no temporary file, and removes those that a crash left', async () => {
  await store.put('a/b', bodyOf('x'), csv);
  const [fresh, stale] = [join(folder, 'a', makeTemporaryName()), join(folder, 'a', makeTemporaryName())];
  await writeFile(fresh, 'being written by another process');
  await writeFile(stale, 'left by a crash');
  await utimes(stale, 0, 0);
  expect(await listKeys('')).toEqual(['a/b']);
  await new LocalStore({ folder }).put('a/c', bodyOf('y'), csv);
  expect((await readdir(join(folder, 'a'))).sort()).toEqual([fresh.slice(join(folder, 'a/').length), 'b', 'c'].sort());
  await expect(store.put(`a/${makeTemporaryName()}`, bodyOf('x'), csv)).rejects.toMatchObject({ type: 'Validation' });
});

it.each(['../out', '/etc/out', 'a/../../out', 'a\0b', '', 'a//b'])('refuses the key %j everywhere', async (key) => {
  const refusal = { type: 'Validation', message: expect.stringMatching(/^key /) };
  await expect(store.put(key, bodyOf('x'), csv)).rejects.toMatchObject(refusal);
  await expect(store.stat(key)).rejects.toMatchObject(refusal);
  await expect(readText(key)).rejects.toMatchObject(refusal);
  await expect(store.delete(key)).rejects.toMatchObject(refusal);
  expect(await readdir(base)).toEqual([]);
});

it('follows no symbolic link, and makes nothing behind one', async () => {
  const outside = join(base, 'outside');
  await mkdir(outside);
  await mkdir(folder);
  await writeFile(join(outside, 'secret'), 'secret');
  await symlink(outside, join(folder, 'link'));
  await symlink(join(outside, 'secret'), join(folder, 'file'));
  for (const key of ['link/secret', 'link/new/folder/x']) {
    await expect(store.put(key, bodyOf('x'), csv)).rejects.toMatchObject({ type: 'Validation' });
  }
  await expect(readText('link/secret')).rejects.toMatchObject({ type: 'Validation' });
  await expect(readText('file')).rejects.toMatchObject({ type: 'Validation' });
  await expect(store.delete('link/secret')).rejects.toMatchObject({ type: 'Validation' });
  expect(await listKeys('')).toEqual([]);
  // A link in the place of the object itself is replaced, not written through.
  await store.put('file', bodyOf('mine'), csv);
  expect(await readdir(outside)).toEqual(['secret']);
  expect(await readFile(join(outside, 'secret'), 'utf8')).toBe('secret');
  expect(await readText('file')).toBe('mine');
});

it('lists by prefix, also one that ends inside a name', async () => {
  const keys = ['a/2017-12-03/x', 'a/2017-12-03/y', 'a/2017-12-04/x', 'ab/x', 'b'];
  for (const key of keys) await store.put(key, bodyOf(key), csv);
  expect(await listKeys('')).toEqual(keys);
  expect(await listKeys('a')).toEqual(keys.slice(0, 4));
  expect(await listKeys('a/')).toEqual(keys.slice(0, 3));
  expect(await listKeys('a/2017-12-03/')).toEqual(keys.slice(0, 2));
  expect(await listKeys('a/2017-12-0')).toEqual(keys.slice(0, 3));
  expect(await listKeys('none/')).toEqual([]);
  await expect(listKeys('../')).rejects.toMatchObject({ type: 'Validation' });
  for await (const { key, bytes } of store.list('ab/')) expect({ key, bytes }).toEqual({ key: 'ab/x', bytes: 4 });
});

it('deletes, and says what is not there', async () => {
  await store.put('a/b', bodyOf('x'), csv);
  await store.delete('a/b');
  await store.delete('a/b');
  expect(await store.stat('a/b')).toBeUndefined();
  expect(await store.stat('a')).toBeUndefined();
  await expect(readText('a/b')).rejects.toMatchObject({ type: 'NotFound' });
  expect(await listKeys('')).toEqual([]);
});

it('says in words what is in the way', async () => {
  await store.put('a/b', bodyOf('x'), csv);
  await expect(store.put('a/b/c', bodyOf('x'), csv)).rejects.toMatchObject({ kind: 'bucket' });
  await expect(store.put('a', bodyOf('x'), csv)).rejects.toMatchObject({ kind: 'bucket' });
  await expect(store.put('x'.repeat(300), bodyOf('x'), csv)).rejects.toMatchObject({ type: 'Validation' });
  expect(await filesOnDisk()).toHaveLength(1);
});

it('says when it may not write', async () => {
  // A folder of the kernel's that nobody may write to, root included; any other can be made unwritable by its mode.
  const forbidden = process.getuid?.() === 0 ? '/sys' : folder;
  if (forbidden === folder) {
    await mkdir(folder);
    await chmod(folder, 0o500);
  }
  const refusing = new LocalStore({ folder: forbidden });
  await expect(refusing.put('a/b', bodyOf('x'), csv)).rejects.toMatchObject({ kind: 'permission' });
});
