import { expect, it, onTestFinished, vi } from 'vitest';
import { GroupCommit, type GroupCommitOptions } from './group-commit.ts';

/** A commit that is finished by hand. */
function makeQueue(options: Partial<GroupCommitOptions<number>> = {}) {
  const commits: { items: number[]; finish: (error?: unknown) => void }[] = [];
  const queue = new GroupCommit<number>({
    maxBatch: 3,
    maxQueued: 5,
    concurrency: 1,
    ...options,
    isItemError: (error) => error === 'poison',
    commit: (items) =>
      new Promise((resolve, reject) => {
        commits.push({ items, finish: (error) => (error === undefined ? resolve() : reject(error)) });
      }),
  });
  return { queue, commits };
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('commits together what has gathered while a commit was running, in order', async () => {
  const { queue, commits } = makeQueue();
  const added = [1, 2, 3, 4, 5].map((item) => queue.add(item));
  await turn();
  expect(commits.map(({ items }) => items)).toEqual([[1, 2, 3]]);
  commits[0]?.finish();
  await turn();
  expect(commits[1]?.items).toEqual([4, 5]);
  commits[1]?.finish();
  await Promise.all(added);
});

it('lets one bad item fail alone', async () => {
  const { queue, commits } = makeQueue({ maxBatch: 4 });
  const outcomes = [1, 2, 13, 4].map((item) =>
    queue.add(item).then(
      () => 'kept',
      (error: unknown) => error,
    ),
  );
  for (let done = 0; done < 10; done += 1) {
    await turn();
    const commit = commits[done];
    commit?.finish(commit.items.includes(13) ? 'poison' : undefined);
  }
  expect(await Promise.all(outcomes)).toEqual(['kept', 'kept', 'poison', 'kept']);
});

it('fails everyone in a batch that failed for a reason of its own', async () => {
  const { queue, commits } = makeQueue();
  const outcomes = Promise.allSettled([queue.add(1), queue.add(2)]);
  await turn();
  commits[0]?.finish('disk full');
  expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(commits).toHaveLength(1);
});

it('refuses what does not fit, and wakes who waits for room in the order they came', async () => {
  const { queue, commits } = makeQueue();
  const kept = [queue.add(1)];
  await turn();
  for (const item of [2, 3, 4, 5, 6]) kept.push(queue.add(item));
  expect(queue.hasRoom).toBe(false);
  await expect(queue.add(7)).rejects.toMatchObject({ type: 'Unavailable' });
  const order: number[] = [];
  const waiting = [8, 9].map((item) =>
    queue.whenRoom().then(() => {
      order.push(item);
      return queue.add(item);
    }),
  );
  for (let index = 0; index < 3; index += 1) {
    commits[index]?.finish();
    await turn();
  }
  commits[3]?.finish();
  await Promise.all([...kept, ...waiting]);
  expect(order).toEqual([8, 9]);
  expect(commits.map(({ items }) => items)).toEqual([[1], [2, 3, 4], [5, 6, 8], [9]]);
  await queue.drain();
  expect(queue.queued).toBe(0);
});

it('keeps a commit within its weight, and lets what is heavier go alone', async () => {
  const commits: number[][] = [];
  const queue = new GroupCommit<number>({
    maxBatch: 10,
    maxQueued: 10,
    concurrency: 1,
    weigh: (item) => item,
    maxBatchWeight: 10,
    commit: async (items) => void commits.push(items),
  });
  await Promise.all([4, 6, 1, 50, 9, 2].map((item) => queue.add(item)));
  expect(commits).toEqual([[4, 6], [1], [50], [9], [2]]);
});

it('does not keep room for those who were woken and went away', async () => {
  const { queue, commits } = makeQueue({ maxBatch: 1, maxQueued: 1 });
  const first = queue.add(1);
  await turn();
  const second = queue.add(2);
  const left = queue.whenRoom();
  const stayed = queue.whenRoom().then(() => queue.add(3));
  commits[0]?.finish();
  await left;
  await turn();
  await turn();
  commits[1]?.finish();
  await turn();
  commits[2]?.finish();
  await Promise.all([first, second, stayed]);
  expect(commits.map(({ items }) => items)).toEqual([[1], [2], [3]]);
  expect(queue.hasRoom).toBe(true);
});

it('runs as many commits at once as it may', async () => {
  const { queue, commits } = makeQueue({ maxBatch: 1, concurrency: 2 });
  const added = [1, 2, 3].map((item) => queue.add(item));
  await turn();
  expect(commits.map(({ items }) => items)).toEqual([[1], [2]]);
  commits[1]?.finish();
  await turn();
  expect(commits.map(({ items }) => items)).toEqual([[1], [2], [3]]);
  let drained = false;
  const draining = queue.drain().then(() => {
    drained = true;
  });
  commits[0]?.finish();
  await turn();
  expect(drained).toBe(false);
  commits[2]?.finish();
  await Promise.all([...added, draining]);
});

it('paces commits of many, but for those that are full, and never those of few', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const { queue, commits } = makeQueue({ maxBatch: 3, pace: { ms: 50, items: 2 } });
  const add = (...items: number[]): void => {
    for (const item of items) queue.add(item, () => undefined);
  };
  const finishNext = async (items: number[]): Promise<void> => {
    await turn();
    expect(commits.at(-1)?.items).toEqual(items);
    commits.at(-1)?.finish();
    await turn();
  };
  add(1);
  await finishNext([1]);
  add(2, 3);
  await finishNext([2, 3]);
  add(4, 5);
  await turn();
  expect(commits).toHaveLength(2);
  // Three fill a commit.
  add(6);
  await finishNext([4, 5, 6]);
  add(7);
  await vi.advanceTimersByTimeAsync(49);
  await turn();
  expect(commits).toHaveLength(3);
  await vi.advanceTimersByTimeAsync(1);
  await finishNext([7]);
  await queue.drain();
});
