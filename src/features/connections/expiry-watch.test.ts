import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ExpiryWatch } from './expiry-watch.ts';

const dayMs = 86_400_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('tells once what has come to its end, also months later, and nothing that was deleted', () => {
  const expired: string[] = [];
  const watch = new ExpiryWatch<{ name: string }>({ now: Date.now, onExpired: ({ name }) => expired.push(name) });
  const deleted = { name: 'deleted' };
  watch.add({ name: 'today' }, Date.now() + 1000);
  watch.add({ name: 'in months' }, Date.now() + 100 * dayMs);
  watch.add({ name: 'past' }, Date.now() - 1000);
  watch.add(deleted, Date.now() + 60 * dayMs);
  vi.advanceTimersByTime(1000);
  expect(expired).toEqual(['past']);
  vi.advanceTimersByTime(1);
  expect(expired).toEqual(['past', 'today']);
  vi.advanceTimersByTime(50 * dayMs);
  watch.delete(deleted);
  vi.advanceTimersByTime(50 * dayMs - 1001);
  expect(expired).toEqual(['past', 'today']);
  vi.advanceTimersByTime(1);
  expect(expired).toEqual(['past', 'today', 'in months']);
  expect(vi.getTimerCount()).toBe(0);
});
