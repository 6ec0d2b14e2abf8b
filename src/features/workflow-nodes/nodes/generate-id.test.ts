import { expect, test } from 'vitest';
import { generateIdNode } from './generate-id.ts';
import { runNode } from './test-bed.ts';

const make = async (config: Record<string, unknown>, context = {}) =>
  (await runNode(generateIdNode, { ...config, destinationPath: 'id' }, {}, context)).payload.id as string;

test.each([
  [{}, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/],
  [
    { idTypeTemplate: 'uuidv1' },
    /^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f][13579bdf][0-9a-f]{10}$/,
  ],
  [{ idTypeTemplate: 'objectId' }, /^[0-9a-f]{24}$/],
  [{ idTypeTemplate: 'nanoid' }, /^[\w-]{21}$/],
  [{ idTypeTemplate: 'nanoid', numCharactersTemplate: '5' }, /^[\w-]{5}$/],
])('%j makes new ids of the form %s', async (config, form) => {
  const ids = [await make(config), await make(config)];
  for (const id of ids) expect(id).toMatch(form);
  expect(ids[0]).not.toBe(ids[1]);
});

test('the time of a version 1 is that of the run', async () => {
  // RFC 9562, appendix A.1.
  const id = await make({ idTypeTemplate: 'uuidv1' }, { now: () => Date.parse('2022-02-22T19:22:22Z') });
  expect(id.slice(9, 18)).toBe('9414-11ec');
});

test.each([
  // RFC 9562, appendices A.2 and A.4.
  [{ idTypeTemplate: 'uuidv3', namespaceTemplate: 'dns' }, '5df41881-3aed-3515-88a7-2f4a814cf09e'],
  [
    { idTypeTemplate: 'uuidv5', namespaceTemplate: '6ba7b810-9dad-11d1-80b4-00c04fd430c8' },
    '2ed6657d-e927-568b-95e1-2665a8aea6a2',
  ],
])('%j makes the same id of the same name', async (config, id) => {
  expect(await make({ ...config, valueTemplate: 'www.example.com' })).toBe(id);
});

test.each([
  [{ idTypeTemplate: 'ulid' }, 'ValidationError'],
  [{ idTypeTemplate: 'uuidv5', namespaceTemplate: 'mine' }, 'ValidationError'],
  [{ idTypeTemplate: 'uuidv5' }, 'TemplateError'],
  [{ idTypeTemplate: 'nanoid', numCharactersTemplate: '256' }, 'ValidationError'],
  [{ idTypeTemplate: 'nanoid', numCharactersTemplate: '0' }, 'ValidationError'],
])('%j is refused', async (config, name) => {
  await expect(make(config)).rejects.toMatchObject({ name });
});
