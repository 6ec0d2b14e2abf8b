import { afterEach, describe, expect, it, vi } from 'vitest';
import { GroupCommit, type Spacing } from './group-commit.ts';

/** A commit that is finished by hand. */
function makeQueue(options: { maxBatch?: number; maxQueued?: number; concurrency?: number; spacing?: Spacing } = {}) {
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

describe('with room between commits', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  /** 10 ms from start to start. */
  function makeSpaced({ enough = 4, ms = 10, behind }: { enough?: number; ms?: number; behind?: number } = {}) {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const { queue, commits } = makeQueue({
      maxBatch: 8,
      maxQueued: 20,
      concurrency: 2,
      spacing: { ms: () => ms, enough, ...(behind === undefined ? {} : { behind }) },
    });
    let next = 1;
    return {
      queue,
      commits,
      add: () => queue.add(next++, () => undefined),
      started: () => commits.map(({ items }) => items),
      async pass(time: number) {
        vi.advanceTimersByTime(time);
        await turn();
        await turn();
      },
    };
  }

  it('starts the first at once, and the next when there was room, with all that came meanwhile', async () => {
    const { add, started, pass } = makeSpaced();
    add();
    await pass(0);
    expect(started()).toEqual([[1]]);
    await pass(4);
    add();
    await pass(3);
    add();
    await pass(2);
    expect(started()).toEqual([[1]]);
    await pass(1);
    expect(started()).toEqual([[1], [2, 3]]);
    await pass(10);
    add();
    await pass(0);
    // Both that may run are running: the third goes when one of them is done, not with a timer.
    expect(started()).toHaveLength(2);
  });

  it('holds back nothing when enough wait, however little time has passed', async () => {
    const { add, started, pass, commits } = makeSpaced();
    add();
    await pass(0);
    for (let count = 0; count < 3; count += 1) add();
    await pass(1);
    expect(started()).toEqual([[1]]);
    add();
    await pass(0);
    expect(started()).toEqual([[1], [2, 3, 4, 5]]);
    for (const { finish } of commits) finish();
    add();
    await pass(9);
    expect(started()).toHaveLength(2);
    await pass(1);
    expect(started()).toEqual([[1], [2, 3, 4, 5], [6]]);
  });

  it('keeps the room where a commit ends before it is over', async () => {
    const { add, started, pass, commits, queue } = makeSpaced();
    add();
    await pass(0);
    add();
    commits[0]?.finish();
    await pass(5);
    expect(started()).toEqual([[1]]);
    let drained = false;
    const draining = queue.drain().then(() => {
      drained = true;
    });
    await pass(5);
    expect(started()).toEqual([[1], [2]]);
    expect(drained).toBe(false);
    commits[1]?.finish();
    await draining;
  });

  it('does not go on waiting where nothing ever gathers, as for a sender that waits for us; and does when something has', async () => {
    const { add, started, pass, commits } = makeSpaced();
    const next = async (time: number) => {
      commits.at(-1)?.finish();
      await pass(0);
      add();
      await pass(time);
    };
    await next(0);
    for (let count = 0; count < 3; count += 1) {
      await next(9);
      await pass(1);
    }
    expect(started()).toEqual([[1], [2], [3], [4]]);
    await next(0);
    await next(0);
    expect(started()).toHaveLength(6);
    commits.at(-1)?.finish();
    add();
    add();
    await pass(0);
    expect(started().at(-1)).toEqual([7, 8]);
    await next(9);
    expect(started()).toHaveLength(7);
    await pass(1);
    expect(started().at(-1)).toEqual([9]);
  });

  it('follows commits of many alone where that is asked for', async () => {
    const { add, started, pass, commits } = makeSpaced({ enough: 8, behind: 2 });
    add();
    await pass(0);
    commits[0]?.finish();
    add();
    add();
    await pass(0);
    // Behind one there was none; behind two there is.
    expect(started()).toEqual([[1], [2, 3]]);
    commits[1]?.finish();
    add();
    await pass(9);
    expect(started()).toHaveLength(2);
    await pass(1);
    expect(started()).toEqual([[1], [2, 3], [4]]);
  });

  it('has none while none is asked for', async () => {
    const { add, started, pass } = makeSpaced({ ms: 0 });
    add();
    await pass(0);
    add();
    await pass(0);
    expect(started()).toEqual([[1], [2]]);
  });
});
