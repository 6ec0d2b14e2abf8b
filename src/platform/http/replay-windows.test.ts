import { expect, it } from 'vitest';
import { ReplayBudget } from './replay-budget.ts';
import { LocalReplayWindows, type ReplayEvent } from './replay-windows.ts';

const deaf = { accepts: () => true, receive: () => undefined, gap: () => undefined };

it('holds no more than its budget for one application, however many devices are watched', () => {
  const budget = new ReplayBudget({ maxOwnerBytes: 100_000, maxTotalBytes: 1_000_000 });
  const states = new LocalReplayWindows<string>({ budget });
  const commands = new LocalReplayWindows<string>({ budget });
  for (let device = 0; device < 250; device++) {
    states.watch(`device ${device}`, deaf, { owner: 'greedy' });
    commands.watch(`device ${device}`, deaf, { owner: 'greedy' });
  }
  for (let turn = 0; turn < 20; turn++) {
    for (let device = 0; device < 250; device++) {
      states.push(`device ${device}`, 'x', 1_000);
      commands.push(`device ${device}`, 'x', 1_000);
      expect(budget.bytes).toBeLessThanOrEqual(100_000);
    }
  }
  states.clear();
  commands.clear();
  expect(budget.bytes).toBe(0);
});

it('takes from the greediest when all is full, and tells its readers of the gap', () => {
  const budget = new ReplayBudget({ maxOwnerBytes: 1_000_000, maxTotalBytes: 100_000 });
  const windows = new LocalReplayWindows<number>({ budget });
  const seen: number[] = [];
  let gaps = 0;
  const ids: string[] = [];
  const modest = {
    ...deaf,
    receive: ({ id, data }: ReplayEvent<number>) => {
      seen.push(data);
      ids.push(id ?? '');
    },
  };
  const leave = windows.watch('modest', modest, { owner: 'modest' });
  windows.push('modest', 1, 1_000);
  windows.push('modest', 2, 1_000);
  const greedyIds: string[] = [];
  windows.watch('greedy', { ...deaf, receive: ({ id }) => greedyIds.push(id ?? '') }, { owner: 'greedy' });
  for (let turn = 0; turn < 500; turn++) windows.push('greedy', turn, 1_000);
  expect(budget.bytes).toBeLessThanOrEqual(100_000);
  leave();
  windows.watch('modest', { ...modest, gap: () => gaps++ }, { owner: 'modest', lastEventId: ids[0] });
  expect([seen, gaps]).toEqual([[1, 2, 2], 0]);
  windows.watch('greedy', { ...deaf, gap: () => gaps++ }, { owner: 'greedy', lastEventId: greedyIds[0] });
  expect(gaps).toBe(1);
});
