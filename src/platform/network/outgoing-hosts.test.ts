import { expect, it } from 'vitest';
import { lookupFor, refuseHost } from './outgoing-hosts.ts';

const nobody = { allowedHosts: [] };

it.each([
  '127.0.0.1',
  '::1',
  '[::1]',
  'localhost',
  'LOCALHOST.',
  'a.localhost',
  '10.0.0.1',
  '169.254.169.254',
  '::ffff:10.0.0.1',
])('refuses %s, which is not of the public internet', (host) => {
  expect(refuseHost(host, 1883, nobody)).toBe('must not point to the server’s own network');
});

it('takes what is public, and names before they have been looked up', () => {
  expect(refuseHost('broker.example.com', 1883, nobody)).toBeUndefined();
  expect(refuseHost('8.8.8.8', 1883, nobody)).toBeUndefined();
});

it('takes what the operator lists, by host, by port, or all of it', () => {
  expect(refuseHost('127.0.0.1', 1883, { allowedHosts: ['127.0.0.1'] })).toBeUndefined();
  expect(refuseHost('127.0.0.1', 1883, { allowedHosts: ['127.0.0.1:1883'] })).toBeUndefined();
  expect(refuseHost('127.0.0.1', 1884, { allowedHosts: ['127.0.0.1:1883'] })).toBeDefined();
  expect(refuseHost('::1', 1883, { allowedHosts: ['[::1]:1883'] })).toBeUndefined();
  expect(refuseHost('Broker.Internal', 1, { allowedHosts: ['broker.internal'] })).toBeUndefined();
  expect(refuseHost('10.0.0.1', 1, { allowedHosts: ['*'] })).toBeUndefined();
});

it('judges what a name leads to when it is connected to', async () => {
  const lookUp = lookupFor('localhost.localdomain', 1883, nobody);
  const error = await new Promise((resolve) => lookUp?.('localhost', {}, (failure) => resolve(failure)));
  expect(error).toMatchObject({ message: 'the host is not on the public internet' });
  expect(lookupFor('broker.internal', 1883, { allowedHosts: ['broker.internal'] })).toBeUndefined();
});
