import { expect, it } from 'vitest';
import { ForeignSessions } from './foreign-sessions.ts';

const found = (sessions: ForeignSessions, topic: string) =>
  [...sessions.match(topic)].map(([{ sessionId }, qos]) => `${sessionId} ${qos}`).sort();

it('knows what sessions have subscribed to at QoS 1 or 2, until they have not', () => {
  const sessions = new ForeignSessions();
  const one = { sessionId: 's1', clientId: 'c1' };
  sessions.apply({ ...one, filter: 'a/+', qos: 1 });
  sessions.apply({ ...one, filter: 'a/#', qos: 2 });
  sessions.apply({ ...one, filter: 'b', qos: 0 });
  sessions.apply({ sessionId: 's2', clientId: 'c2', filter: 'a/b', qos: 1 });
  expect(found(sessions, 'a/b')).toEqual(['s1 2', 's2 1']);
  expect(found(sessions, 'b')).toEqual([]);
  sessions.apply({ ...one, filter: 'a/#' });
  expect(found(sessions, 'a/b')).toEqual(['s1 1', 's2 1']);
  sessions.apply({ ...one, filter: 'a/+', qos: 0 });
  expect(found(sessions, 'a/b')).toEqual(['s2 1']);
  sessions.apply({ sessionId: 's2', clientId: 'c2' });
  expect(found(sessions, 'a/b')).toEqual([]);
});

it('has one session of a client, the newest', () => {
  const sessions = new ForeignSessions();
  sessions.apply({ sessionId: 'old', clientId: 'c', filter: 'a', qos: 1 });
  sessions.apply({ sessionId: 'new', clientId: 'c', filter: 'b', qos: 1 });
  expect([found(sessions, 'a'), found(sessions, 'b')]).toEqual([[], ['new 1']]);
  // What is said late of the former one changes nothing.
  sessions.apply({ sessionId: 'old', clientId: 'c' });
  expect(found(sessions, 'b')).toEqual(['new 1']);
  sessions.forgetClient('c');
  expect(found(sessions, 'b')).toEqual([]);
});
