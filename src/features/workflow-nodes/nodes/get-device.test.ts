import { expect, test } from 'vitest';
import type { NodeContext } from '../context.ts';
import { getDeviceNode } from './get-device.ts';
import { runNode } from './test-bed.ts';

const anybody = { id: '0123456789abcdef01234567', name: 'Stranger' };

/** What the node asks for, and what it finds where every query finds a device. */
async function find(config: object): Promise<{ query: unknown; found: unknown }> {
  let asked: unknown;
  const devices = {
    find: async ({ query }: { query: unknown }) => {
      asked = query;
      return { items: [anybody], totalCount: 1 };
    },
  };
  const services = { devices } as unknown as NodeContext['services'];
  const { payload } = await runNode(
    getDeviceNode,
    { ...config, resultPath: 'found' },
    { data: { site: 'a' } },
    { services },
  );
  return { query: asked, found: payload.found };
}

const nothing = '{{data.none}}';
test.each([
  { findMethod: 'findByAnyTags', tags: [] },
  { findMethod: 'findByAllTags', tags: [] },
  { findMethod: 'tags' },
  { findMethod: 'findByAnyTags', tags: [{ keyTemplate: nothing, valueTemplate: nothing }] },
  { findMethod: 'query', queryTemplate: '' },
  { findMethod: 'id', idTemplate: 'no id' },
])('finds no device at all where nothing names one: %j', async (config) => {
  expect(await find(config)).toEqual({ query: undefined, found: null });
});

test.each([
  [[{ keyTemplate: 'site', valueTemplate: '{{data.site}}' }], { $tagKey: 'site', $tagValue: 'a' }],
  [[{ keyTemplate: 'site', valueTemplate: nothing }], { $tagKey: 'site' }],
  [[{ keyTemplate: nothing, valueTemplate: 'a' }], { $tagValue: 'a' }],
])('asks for the half of a tag that is there', async (tags, wanted) => {
  const { query, found } = await find({ findMethod: 'findByAllTags', tags });
  expect(query).toEqual({ $and: [{ tags: { $eq: wanted } }] });
  expect(found).toMatchObject(anybody);
});
