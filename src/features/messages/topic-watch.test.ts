import { expect, it } from 'vitest';
import { matchesTopic } from '../../kernel/topic-filter.ts';
import { Bus } from '../../platform/bus/bus.ts';
import { LocalReplayWindows } from '../../platform/http/replay-windows.ts';
import { TopicWatch } from './topic-watch.ts';

function makeWatch() {
  const bus = new Bus({
    onListenerError: (error) => {
      throw error;
    },
  });
  const watch = new TopicWatch({ makeWindows: () => new LocalReplayWindows() });
  bus.listen(watch.listens);
  const say = (topic: string, text = 'x', applicationId = 'a'): void =>
    bus.emit('message', { applicationId, topic, payload: Buffer.from(text) });
  const listen = (filter: string, lastEventId?: string, applicationId = 'a') => {
    const heard: string[] = [];
    const ids: string[] = [];
    const leave = watch.windows.watch(
      applicationId,
      {
        accepts: ({ topic }) => matchesTopic(filter, topic),
        receive: ({ id, data }) => {
          heard.push(`${data.topic}=${data.message}`);
          ids.push(id ?? '');
        },
        gap: () => heard.push('gap'),
      },
      { owner: applicationId, lastEventId },
    );
    return { heard, ids, leave };
  };
  return { bus, watch, say, listen };
}

it('tells each watcher what matches its filter, of its own application only', () => {
  const { say, listen } = makeWatch();
  const all = listen('#');
  const some = listen('a/+');
  const other = listen('#', undefined, 'b');
  say('a/1');
  say('b/2');
  say('a/1/deep');
  say('$SYS/x');
  expect(all.heard).toEqual(['a/1=x', 'b/2=x', 'a/1/deep=x']);
  expect(some.heard).toEqual(['a/1=x']);
  expect(other.heard).toEqual([]);
});

it('replays exactly what was missed, also while nobody watched', () => {
  const { say, listen } = makeWatch();
  const first = listen('a');
  say('a', '1');
  first.leave();
  say('a', '2');
  say('other', '3');
  say('a', '4');
  const again = listen('a', first.ids[0]);
  say('a', '5');
  expect(again.heard).toEqual(['a=2', 'a=4', 'a=5']);
});

it('announces a gap when the window no longer reaches back, or the id is from another time', () => {
  const { say, listen } = makeWatch();
  const first = listen('a');
  for (let index = 0; index < 1002; index += 1) say('a', String(index));
  expect(listen('a', first.ids[0]).heard).toEqual(['gap']);
  expect(listen('a', first.ids[1]).heard).toHaveLength(1000);
  const epoch = first.ids[0]?.split('-')[0];
  for (const id of ['ffffffffffff-3', `${epoch}-5000`, `${epoch}-x`, 'nonsense', '-']) {
    expect(listen('a', id).heard).toEqual(['gap']);
  }
});

it('keeps no more bytes than its window holds', () => {
  const { say, listen } = makeWatch();
  const first = listen('a');
  for (let index = 0; index < 100; index += 1) say('a', 'x'.repeat(100_000));
  expect(listen('a', first.ids[0]).heard).toEqual(['gap']);
  expect(listen('a', first.ids[70]).heard).toHaveLength(29);
});

it('forgets a deleted application', () => {
  const { watch, say, listen } = makeWatch();
  const first = listen('a');
  say('a', '1');
  watch.listens['application.deleted']?.({ applicationId: 'a', applicationRowId: 1 }, 'here');
  say('a', '2');
  expect(first.heard).toEqual(['a=1']);
  expect(watch.windows.watcherCount).toBe(0);
});
