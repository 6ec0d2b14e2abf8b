// Numbers with more digits than a double has, as payloads bring them (semantics.md, "Numbers").
import { expect, it } from 'vitest';
import { parseJson } from '../../../kernel/json-text.ts';
import { encodePayload } from '../../../platform/language/index.ts';
import type { NodeContext } from '../context.ts';
import { changeNodeState, type ValueChange } from '../node-states.ts';
import { readQuery } from '../query.ts';
import { arrayNode } from './array.ts';
import { csvEncodeNode } from './csv-encode.ts';
import { objectNode } from './object.ts';
import { rawFunctionNode } from './raw-function.ts';
import { storeValueNode } from './store-value.ts';
import { stringNode } from './string.ts';
import { runNode } from './test-bed.ts';

const id = '9007199254740993';
const other = '9007199254740992';
const payloadOf = (text: string) => parseJson(text) as Record<string, unknown>;

it('keeps what a script leaves where it was, and gives what it has changed as JavaScript has it', async () => {
  const payload = payloadOf(`{"data":{"id":${id},"ids":[${id},${id}],"gone":${id}}}`);
  const runScript = async (_script: string, given: unknown) => {
    const inside = JSON.parse(JSON.stringify(given));
    inside.data.ids[1] += 10;
    delete inside.data.gone;
    inside.copy = inside.data.id;
    return inside;
  };
  const { payload: after } = await runNode(rawFunctionNode, { script: 'x' }, payload, { runScript });
  expect(encodePayload(after)).toBe(`{"data":{"id":${id},"ids":[${id},9007199254741002]},"copy":${other}}`);
});

it('takes such a number for a number: in queries, lists, tables, objects and changes', async () => {
  expect(JSON.stringify(readQuery(payloadOf(`{"$or":[],"n":{"$eq":${id}}}`)))).toBe(`{"n":{"$eq":${id}}}`);
  const csv = await runNode(
    csvEncodeNode,
    { source: 'rows', destination: 'csv' },
    payloadOf(`{"rows":[{"id":${id}}]}`),
  );
  expect(csv.payload.csv).toBe(`id\n${id}\n`);
  const rules = [{ type: 'deduplicate' }];
  const list = await runNode(
    arrayNode,
    { sourceArrayPath: 'list', destArrayPath: 'list', rules },
    payloadOf(`{"list":[${id},${other},${id}]}`),
  );
  expect(encodePayload(list.payload.list)).toBe(`[${id},${other}]`);
  const operations = [{ type: 'mergeDeep', inputTemplate: '{{more}}' }];
  const merged = await runNode(
    objectNode,
    { sourcePath: 'a', destPath: 'a', operations },
    payloadOf(`{"a":{"n":{"x":1}},"more":{"n":${id}}}`),
  );
  expect(encodePayload(merged.payload.a)).toBe(`{"n":${id}}`);
  const change: ValueChange = { kind: 'value', value: parseJson(id), now: 1, changeType: 'value', threshold: 1 };
  expect(changeNodeState({ value: 1, time: 0 }, change)).toMatchObject({ outcome: { fires: true } });
});

it('stores an integer that a template writes with all its digits', async () => {
  const stored: unknown[] = [];
  const storage = {
    set: async ({ value }: { value: unknown }) => {
      stored.push(value);
      return { before: undefined };
    },
  };
  const services = { storage } as unknown as NodeContext['services'];
  for (const value of ['{{n}}', `-${id}`, ' 12 ', '0.5'])
    await runNode(storeValueNode, { keyName: 'n', valueType: 'number', value }, payloadOf(`{"n":${id}}`), { services });
  expect(encodePayload(stored)).toBe(`[${id},-${id},12,0.5]`);
});

it('counts by, and reads from text, integers with all their digits', async () => {
  const asked: unknown[] = [];
  const storage = {
    increment: async ({ by }: { by: unknown }) => {
      asked.push(by);
      return { value: by };
    },
  };
  const services = { storage } as unknown as NodeContext['services'];
  for (const [valueType, value] of [
    ['incr', '{{n}}'],
    ['decr', id],
    ['incr', ''],
    ['decr', '0.5'],
  ])
    await runNode(storeValueNode, { keyName: 'n', valueType, value }, payloadOf(`{"n":${id}}`), { services });
  expect(encodePayload(asked)).toBe(`[${id},-${id},1,-0.5]`);
  const config = { sourceData: '{{n}}', method: 'toNumber', resultPath: 'read' };
  const { payload } = await runNode(stringNode, config, payloadOf(`{"n":" ${id} "}`));
  expect(encodePayload(payload.read)).toBe(id);
});
