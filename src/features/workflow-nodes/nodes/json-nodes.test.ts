import { expect, test } from 'vitest';
import { jsonDecodeNode } from './json-decode.ts';
import { jsonEncodeNode } from './json-encode.ts';
import { runNode } from './test-bed.ts';

test.each([
  ['{"a":[1,null]}', { a: [1, null] }],
  ['"x"', 'x'],
  [' 1.5 ', 1.5],
])('JSON: Decode reads %s', async (data, expected) => {
  const { payload } = await runNode(jsonDecodeNode, { source: 'data', destination: 'working.it' }, { data });
  expect(payload.working).toEqual({ it: expected });
});

test.each(['{', '', { is: 'read already' }, undefined])('JSON: Decode fails for %j', async (data) => {
  const config = { source: 'data', destination: 'working.it', errorPath: 'working.error' };
  await expect(runNode(jsonDecodeNode, config, { data })).rejects.toMatchObject({ name: 'ValidationError' });
  const { payload } = await runNode(jsonDecodeNode, { ...config, errorBehavior: 'payloadPath' }, { data });
  expect(payload.working).toEqual({ error: { error: { name: 'ValidationError', message: expect.any(String) } } });
});

test('JSON: Decode leaves one byte order mark out, and refuses what is nested too deep', async () => {
  const decode = (text: string) => runNode(jsonDecodeNode, { source: 'a', destination: 'a' }, { a: text });
  expect((await decode('\ufeff{"b":1}')).payload).toEqual({ a: { b: 1 } });
  expect((await decode(`${'['.repeat(64)}${']'.repeat(64)}`)).payload.a).toHaveLength(1);
  await expect(decode('['.repeat(50_000))).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringContaining('nested deeper than 64 levels'),
  });
});

test('JSON: Decode keeps the digits of numbers that a double cannot hold', async () => {
  const { payload } = await runNode(jsonDecodeNode, { source: 'a', destination: 'a' }, { a: '12345678901234567890' });
  expect(JSON.stringify(payload)).toBe('{"a":12345678901234567890}');
});

test.each([
  [{ a: [1, undefined] }, '{"a":[1,null]}'],
  [new Date(0), '"1970-01-01T00:00:00.000Z"'],
  [undefined, 'null'],
  ['<"', '"<\\""'],
])('JSON: Encode writes %j', async (data, expected) => {
  const { payload } = await runNode(jsonEncodeNode, { source: 'data', destination: 'text' }, { data });
  expect(payload.text).toBe(expected);
});
