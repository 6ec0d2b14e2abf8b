import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { ClientSession } from './client-session.ts';
import { Inbox } from './inbox.ts';

/** A session whose inbox has one more message at each look, until `most` have been taken. */
function makeTrickle(most: number) {
  const session = new ClientSession({
    clientId: 'client',
    persistent: true,
    memory: { take: () => true, force: () => undefined, give: () => undefined },
  });
  let taken = 0;
  const inbox = new Inbox({
    shared: {
      async loadInbox() {
        await turn();
        return taken < most ? [{ number: taken, topic: 'news', payload: Buffer.from(String(taken)), qos: 1 }] : [];
      },
    },
    space: {
      isPresent: () => true,
      wants: () => true,
      apply(_changes, done) {
        setImmediate(() => {
          taken += 1;
          done();
        });
      },
      flush: () => undefined,
    },
  });
  inbox.open(session, { isBehind: true });
  return { inbox, session, taken: () => taken };
}

it('keeps a client waiting for what was there when it came, not for what goes on coming', async () => {
  const { inbox, session, taken } = makeTrickle(100);
  await inbox.lookFirst(session);
  expect(taken()).toBe(1);
  // Until all has been taken, nothing may overtake it.
  expect(inbox.isBehind(session)).toBe(true);
  await inbox.look(session);
  expect(taken()).toBe(100);
  expect(inbox.isBehind(session)).toBe(false);
  expect([...session.deliveries.values()].map(({ message }) => String(message?.payload))).toEqual(
    Array.from({ length: 100 }, (_, index) => String(index)),
  );
});

it('keeps nobody waiting whose inbox is empty, or cannot be read', async () => {
  const { inbox, session } = makeTrickle(0);
  await inbox.lookFirst(session);
  expect(inbox.isBehind(session)).toBe(false);
  const { session: other } = makeTrickle(0);
  const broken = new Inbox({
    shared: { loadInbox: () => Promise.reject(new Error('the database is away')) },
    space: { isPresent: () => true, wants: () => true, apply: () => undefined, flush: () => undefined },
  });
  broken.open(other, { isBehind: true });
  await broken.lookFirst(other);
  // What is there may be older than what comes next.
  expect(broken.isBehind(other)).toBe(true);
});
