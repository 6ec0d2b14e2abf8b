import { expect, it } from 'vitest';
import { RunPace } from './run-pace.ts';

function begin() {
  let time = 0;
  const pace = new RunPace(() => time);
  const startAll = (most = 1000): number => {
    let count = 0;
    for (; count < most && pace.hasRoom; count += 1) pace.started();
    return count;
  };
  const pass = (ms: number): void => {
    time += ms;
  };
  return { pace, startAll, pass };
}

it('holds no run up beside few reports', () => {
  const { pace, startAll } = begin();
  pace.storing(39);
  expect(startAll()).toBe(1000);
  pace.stored();
  expect(startAll()).toBe(1000);
});

it('starts a run for every eight reports where many come all the time, and 200 in a second besides', () => {
  const { pace, startAll, pass } = begin();
  for (let commit = 0; commit < 10; commit += 1) {
    pace.storing(320);
    expect(startAll()).toBe(40);
    pass(30);
    pace.stored();
    pass(5);
    expect(startAll()).toBe(7);
  }
});

it('starts all again soon after the last of them, and in a commit that does not end', () => {
  const { pace, startAll, pass } = begin();
  pace.storing(320);
  startAll();
  pace.stored();
  expect(pace.freeInMs).toBe(50);
  pass(50);
  expect([pace.freeInMs, startAll()]).toEqual([0, 1000]);
  pace.storing(320);
  expect(startAll()).toBe(40);
  pass(pace.freeInMs);
  expect(startAll()).toBe(1000);
});

it('makes up for few runs only', () => {
  const { pace, startAll } = begin();
  for (let commit = 0; commit < 100; commit += 1) pace.storing(1000);
  expect(startAll()).toBe(500);
});
