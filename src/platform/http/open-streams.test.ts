import { expect, it } from 'vitest';
import { OpenStreams } from './open-streams.ts';

it('bounds the streams of a token, of an application and of the server, and counts those that end', () => {
  const streams = new OpenStreams();
  const mine = { token: 'a', application: 'app' };
  const ends = Array.from({ length: 200 }, () => streams.admit(mine));
  expect(() => streams.admit(mine)).toThrow('The token has 200 event streams open already');
  ends.pop()?.();
  ends.push(streams.admit(mine));
  for (let token = 0; token < 800; token++) ends.push(streams.admit({ token: `b${token}`, application: 'app' }));
  expect(() => streams.admit({ token: 'c', application: 'app' })).toThrow('The application has 1000');
  for (let number = 0; number < 3000; number++)
    ends.push(streams.admit({ token: `d${number}`, application: `e${number}` }));
  expect(() => streams.admit({ token: 'z', application: 'z' })).toThrow('The server has 4000');
  for (const end of ends) end();
  expect(streams.admit(mine)).toBeTypeOf('function');
});

it('counts what has no token, and concerns no application, for the server alone', () => {
  const streams = new OpenStreams();
  const nobody = { token: undefined, application: undefined };
  const ends = Array.from({ length: 4000 }, () => streams.admit(nobody));
  expect(() => streams.admit(nobody)).toThrow('The server has 4000');
  for (const end of ends) end();
});

it('lets a full server drop for those whose buffers are large, and not for the others', () => {
  const streams = new OpenStreams();
  for (let number = 0; number < 1024; number++) streams.add({ end: () => undefined });
  expect(streams.hasRoom(1_000_000, 1_000)).toBe(true);
  streams.buffered = 64 * 1024 * 1024;
  expect(streams.hasRoom(1_000_000, 1_000)).toBe(false);
  expect(streams.hasRoom(60_000, 1_000)).toBe(true);
});
