import { expect, it } from 'vitest';
import { SharedReads } from './shared-reads.ts';

const nextTurn = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));

it('reads what many ask for at the same moment by one statement, and anew for whoever asks later', async () => {
  const asked: (readonly string[])[] = [];
  const rows = new Map([
    ['a', 1],
    ['b', 2],
  ]);
  const reads = new SharedReads(async (ids) => {
    asked.push(ids);
    return new Map(rows);
  });
  expect(await Promise.all(['a', 'b', 'a', 'gone'].map((id) => reads.find(id)))).toEqual([1, 2, 1, undefined]);
  expect(asked).toEqual([['a', 'b', 'gone']]);
  rows.delete('a');
  expect(await reads.find('a')).toBeUndefined();
  expect(asked).toHaveLength(2);
});

it('gives whoever asks while the statement is out one of its own: that one may be older than what they were told of', async () => {
  const outcomes: ((rows: ReadonlyMap<string, string>) => void)[] = [];
  const reads = new SharedReads<string>(() => new Promise((resolve) => outcomes.push(resolve)));
  const before = reads.find('a');
  await nextTurn();
  const after = reads.find('a');
  await nextTurn();
  outcomes[0]?.(new Map([['a', 'as it was']]));
  outcomes[1]?.(new Map());
  expect(await Promise.all([before, after])).toEqual(['as it was', undefined]);
});

it('reads more than a statement should ask for by several, and tells everybody of one that fails', async () => {
  const sizes: number[] = [];
  const reads = new SharedReads<number>(async (ids) => {
    sizes.push(ids.length);
    if (ids.includes('700')) throw new Error('no connection');
    return new Map(ids.map((id) => [id, Number(id)]));
  });
  const answers = await Promise.allSettled(Array.from({ length: 701 }, (_, index) => reads.find(String(index))));
  expect(sizes).toEqual([500, 201]);
  expect(answers.filter(({ status }) => status === 'rejected')).toHaveLength(201);
  expect(answers[499]).toEqual({ status: 'fulfilled', value: 499 });
});
