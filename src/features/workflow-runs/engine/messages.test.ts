import { expect, it } from 'vitest';
import { parseJson } from '../../../kernel/json-text.ts';
import { encodePayload } from '../../../platform/language/index.ts';
import type { FlowSource } from '../interpreter/program.ts';
import { decodeMessages, encodeMessage, encodeOrder, Outbox } from './messages.ts';
import type { FromWorker, ToWorker } from './protocol.ts';

const info = { runId: 'r', applicationId: 'a', flowId: 'f', flowVersion: 'develop', triggerType: 't', triggerId: 'i' };
const order = { runKey: 7, revision: '1', triggerIndex: 0, info, timeoutMs: 5, isWatched: false, isStepped: false };
const values = {
  at: new Date(5),
  exact: parseJson('12345678901234567890'),
  odd: { $date: 'x' },
  half: '\ud800',
  none: null,
};

it('carries runs, calls, answers and ends as they are, Dates and digits included', () => {
  const source = { nodes: [{ id: 'n', config: { query: { $date: 'a' } } }] } as unknown as FlowSource;
  const toWorker: ToWorker[] = [
    { kind: 'run', order: { ...order, payload: values } },
    { kind: 'run', order: { ...order, payload: {}, source } },
    { kind: 'returned', callId: 1, value: values },
    { kind: 'returned', callId: 2 },
    { kind: 'step', runKey: 7, all: true },
  ];
  const texts = toWorker.map((message) =>
    message.kind === 'run'
      ? encodeOrder(order, encodePayload(message.order.payload), message.order.source)
      : encodeMessage(message),
  );
  expect(decodeMessages(`[${texts.join()}]`)).toEqual(toWorker);
  const call = { callId: 1, runKey: 7, flowId: 'f', flowVersion: 'v', nodeId: 'n', group: 'g', method: 'm' };
  const fromWorker: FromWorker[] = [
    { kind: 'call', call: { ...call, argument: values } },
    { kind: 'ended', runKey: 7, outcome: { status: 'succeeded', pathsCompleted: 1, pathsFailed: 0, nodes: 5 } },
  ];
  expect(decodeMessages(`[${fromWorker.map(encodeMessage).join()}]`)).toEqual(fromWorker);
});

it('posts what is added in one turn together, in its order, and no more than a MiB at once but what is alone so long', () => {
  const posts: string[] = [];
  const turns: (() => void)[] = [];
  const outbox = new Outbox({ post: (text) => posts.push(text), later: (flush) => turns.push(flush) });
  outbox.add('1');
  outbox.add('2');
  expect([posts, turns.length]).toEqual([[], 1]);
  turns.shift()?.();
  expect(posts.splice(0)).toEqual(['[1,2]']);
  const long = JSON.stringify('x'.repeat(600_000));
  const longer = JSON.stringify('x'.repeat(2_000_000));
  for (const text of [long, '3', long, longer, '4']) outbox.add(text);
  turns.shift()?.();
  expect(posts.map((text) => text.length)).toEqual([long.length + 4, long.length + 2, longer.length + 2, 3]);
  outbox.add('5');
  outbox.clear();
  for (const flush of turns.splice(0)) flush();
  expect(posts).toHaveLength(4);
});
