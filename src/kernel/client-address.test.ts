import { expect, it } from 'vitest';
import { createNetworkMatcher, networkOf, parseAddress } from './client-address.ts';

it.each([
  ['203.0.113.9', '203.0.113.9', '203.0.113.9'],
  ['203.0.113.9:50000', '203.0.113.9', '203.0.113.9'],
  [' "203.0.113.9:50000" ', '203.0.113.9', '203.0.113.9'],
  ['::ffff:203.0.113.9', '203.0.113.9', '203.0.113.9'],
  ['[::ffff:cb00:7109]:443', '203.0.113.9', '203.0.113.9'],
  ['2001:DB8:0:1::7', '2001:db8:0:1::7', '2001:db8:0:1::/64'],
  ['[2001:db8:0:1:a:b:c:d]', '2001:db8:0:1:a:b:c:d', '2001:db8:0:1::/64'],
  ['[2001:db8:0:1:a:b:c:d]:443', '2001:db8:0:1:a:b:c:d', '2001:db8:0:1::/64'],
  ['"[2001:db8::1]:443"', '2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80::1', 'fe80:0:0:0::/64'],
  ['::1', '::1', '0:0:0:0::/64'],
  ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0', '1:2:3:4::/64'],
  ['::', '::', '0:0:0:0::/64'],
])('reads %s as %s, and counts it with %s', (text, address, network) => {
  expect(parseAddress(text)).toBe(address);
  expect(networkOf(text)).toBe(network);
});

it.each([
  '',
  'unknown',
  '_hidden',
  '1.2.3',
  '1.2.3.4.5',
  '999.1.1.1',
  '[1.2.3.4]',
  '1.2.3.4:port',
  ':::',
  '2001:db8::1:443:x',
])('takes "%s" for no address', (text) => {
  expect(parseAddress(text)).toBeUndefined();
  expect(networkOf(text)).toBe(text);
});

it('finds an address in a list of networks, however it is written', () => {
  const isListed = createNetworkMatcher(['loopback', '10.0.0.0/8', '2001:db8::/32', '192.0.2.7']);
  for (const text of ['127.0.0.1', '::1', '10.9.8.7:4711', '::ffff:10.1.1.1', '[2001:db8::9]:80', '192.0.2.7']) {
    expect(isListed(text), text).toBe(true);
  }
  for (const text of ['11.0.0.1', '2001:db9::1', '192.0.2.8', 'unknown', '']) expect(isListed(text), text).toBe(false);
});
