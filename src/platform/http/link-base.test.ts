import { expect, it } from 'vitest';
import { LinkBase } from './link-base.ts';

type Request = Parameters<LinkBase['of']>[0];
const request = (host: string, localAddress = '10.0.0.7'): Request =>
  ({ protocol: 'http', host, socket: { localAddress, localPort: 8080 } }) as Request;

it.for([
  ['localhost:8080', 'http://localhost:8080'],
  ['127.0.0.1:9000', 'http://127.0.0.1:9000'],
  ['[::1]:8080', 'http://[::1]:8080'],
  ['10.0.0.7:8080', 'http://10.0.0.7:8080'],
  ['box.local', 'http://box.local'],
  ['evil.example.com', 'http://10.0.0.7:8080'],
  ['10.0.0.8:8080', 'http://10.0.0.7:8080'],
  ['localhost:8080@evil.example.com', 'http://10.0.0.7:8080'],
  ['localhost.evil.example.com', 'http://10.0.0.7:8080'],
  ['localhost/../evil', 'http://10.0.0.7:8080'],
  ['', 'http://10.0.0.7:8080'],
] as const)('a request for host "%s" gets links to %s', ([host, base]) => {
  expect(new LinkBase({ publicUrl: undefined, host: 'box.local' }).of(request(host))).toBe(base);
});

it('knows the address of a connection over IPv6, and IPv4 in its clothes', () => {
  const links = new LinkBase({ publicUrl: undefined, host: '::' });
  expect(links.of(request('evil', '::ffff:10.0.0.9'))).toBe('http://10.0.0.9:8080');
  expect(links.of(request('evil', 'fd00::5'))).toBe('http://[fd00::5]:8080');
});

it('goes by what the operator says', () => {
  const links = new LinkBase({ publicUrl: 'https://box.example.com', host: '0.0.0.0' });
  expect(links.of(request('localhost'))).toBe('https://box.example.com');
});
