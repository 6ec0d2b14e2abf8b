import { describe, expect, it } from 'vitest';
import { postCallback, refuseCallback } from '../http/callback.ts';
import { isPublicAddress } from './public-address.ts';

describe('an address', () => {
  it.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:8.8.8.8'])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    '127.0.0.1',
    '0.0.0.0',
    '10.1.2.3',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'fd00::1',
    'fe80::1',
    'ff02::1',
    'localhost',
    '',
  ])('%s is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('a callback URL', () => {
  const nobody = { allowedHosts: [] };

  it('is taken when it leads elsewhere, or where the operator allows', () => {
    expect(refuseCallback('https://example.com/a?b=c', nobody)).toBeUndefined();
    expect(refuseCallback('http://127.0.0.1:9/x', { allowedHosts: ['127.0.0.1:9'] })).toBeUndefined();
    expect(refuseCallback('http://127.0.0.1:8/x', { allowedHosts: ['127.0.0.1:9'] })).toBeDefined();
    expect(refuseCallback('http://127.0.0.1:8/x', { allowedHosts: ['127.0.0.1'] })).toBeUndefined();
  });

  it.each([
    'nonsense',
    'ftp://example.com/',
    'file:///etc/passwd',
    'http://user:pass@example.com/',
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://[::1]/',
    'http://[::ffff:10.0.0.1]/',
    'http://localhost:8080/',
    'http://a.localhost/',
    'http://169.254.169.254/latest/meta-data/',
  ])('is refused as %s', (url) => {
    expect(refuseCallback(url, nobody)).toEqual(expect.any(String));
  });

  it('whose name leads to this machine is not called', async () => {
    // The resolver answers every name's trailing-dot form too, so the check of the text alone would not do.
    await expect(postCallback('http://localhost.localdomain:9/', {}, nobody)).rejects.toThrow(
      'the callback URL could not be called',
    );
  });
});
