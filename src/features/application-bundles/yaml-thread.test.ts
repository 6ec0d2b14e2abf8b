import { afterAll, expect, it } from 'vitest';
import { threadTime } from '../../kernel/thread-time.ts';
import { packDocument, unpackDocument, writeDocuments } from './yaml-documents.ts';
import { writeYaml } from './yaml-text.ts';
import { YamlThread } from './yaml-thread.ts';

const yaml = new YamlThread();
afterAll(() => yaml.close());

const id = (index: number) => `65f0000000000000${String(index).padStart(8, '0')}`;
const resources = Array.from({ length: 3000 }, (_none, index) => ({
  id: id(index),
  name: `Größe ${index} 😀`,
  tags: [{ key: 'of', value: id(index + 1) }],
}));
const document = { path: 'devices.yaml', resourceType: 'DeviceTree', resources };
const named = resources.map(({ id, name }) => ({ type: 'device', id, name }));
const hosts = { filesUrl: 'http://files.test', publicUrl: 'https://iot.test', broker: 'iot.test:1883' };

/** Processor time of this thread, ms. */
async function timed<Result>(work: () => Promise<Result>): Promise<{ result: Result; ms: number }> {
  const begun = threadTime();
  const result = await work();
  return { result, ms: threadTime() - begun };
}

it('writes and reads what the thread itself would, in a fraction of its time', async () => {
  const packed = await packDocument(document);
  const alone = await timed(() => writeDocuments({ documents: [packed], named, hosts }));
  const beside = await timed(() => yaml.write({ documents: [packed], named, hosts }));
  expect(beside.result).toEqual(alone.result);
  expect(beside.ms).toBeLessThan(alone.ms / 2);
  const [text = ''] = beside.result;
  expect(text).toContain('~exportplaceholderid-device-größe2999😀~'.replace('😀', ''));
  const read = await yaml.read('devices.yaml', text);
  expect(read.resources).toHaveLength(resources.length);
  expect(writeYaml({ resourceType: read.resourceType, resources: read.resources, version: 1 })).toBe(text);
});

it('keeps the digits of numbers on the way', async () => {
  const rows = Array.from({ length: 2000 }, () => '  - {name: n, big: 9007199254740993, small: 1.10}').join('\n');
  const text = `resourceType: Flow\nresources:\n${rows}\nversion: 1\n`;
  const { resources: read } = await yaml.read('a.yaml', text);
  expect(JSON.stringify(read.at(-1))).toBe('{"name":"n","big":9007199254740993,"small":1.1}');
  expect(JSON.stringify((await unpackDocument(await packDocument({ ...document, resources: read }))).resources)).toBe(
    JSON.stringify(read),
  );
});

it('refuses by name what is no bundle, and goes on', async () => {
  const long = `${'# a comment\n'.repeat(5000)}a: [`;
  await expect(yaml.read('b.yaml', long)).rejects.toMatchObject({
    type: 'Validation',
    field: 'b.yaml',
    message: expect.stringMatching(/^b\.yaml is no YAML in line 5001/),
  });
  const { resources: read } = await yaml.read('c.yaml', `${'# a comment\n'.repeat(5000)}resourceType: X\nversion: 1\n`);
  expect(read).toEqual([]);
});
