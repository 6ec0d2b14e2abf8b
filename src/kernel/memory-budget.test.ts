import { expect, it } from 'vitest';
import { MemoryBudget } from './memory-budget.ts';

it('refuses an owner beyond its own bound, and tells of it once a minute', () => {
  let now = 0;
  const told: string[] = [];
  const budget = new MemoryBudget({
    total: 1000,
    perOwner: 100,
    onRefused: (owner) => told.push(owner),
    now: () => now,
  });
  const greedy = budget.open('greedy');
  expect(greedy.take(100)).toBe(true);
  expect([greedy.take(1), greedy.take(1)]).toEqual([false, false]);
  expect(told).toEqual(['greedy']);
  now = 60_000;
  greedy.take(1);
  expect(told).toEqual(['greedy', 'greedy']);
  greedy.give(50);
  expect(greedy.take(50)).toBe(true);
  expect(budget.used).toBe(100);
});

it('lets the greediest pay when all is full, and nobody else', () => {
  const budget = new MemoryBudget({ total: 1000, perOwner: 1000 });
  const greedy = budget.open('greedy');
  expect(greedy.take(1000)).toBe(true);
  const modest = budget.open('modest');
  expect(modest.take(100)).toBe(true);
  expect(greedy.take(1)).toBe(false);
  expect(modest.take(400)).toBe(true);
  expect(modest.take(1)).toBe(false);
});

it('never holds more than twice its total, whoever asks and however often', () => {
  const budget = new MemoryBudget({ total: 1000, perOwner: 500 });
  for (let number = 0; number < 200; number++) {
    const account = budget.open(`owner ${number}`);
    for (let turn = 0; turn < 200; turn++) account.take(7);
  }
  expect(budget.used).toBeLessThanOrEqual(2000);
});
