import { expect, it } from 'vitest';
import { isUriPattern, matchesUri } from './uri-match.ts';

it.each([
  ['https://api.example.com', true],
  ['https://api.example.com/v1/*', true],
  ['http://localhost:8080/a', true],
  ['https://[2001:db8::1]/', true],
  ['https://*.example.com', true],
  ['https://api-*.example.com/*', true],
  ['https://*', false],
  ['https://*.com', false],
  ['https://*example.com', false],
  ['https://a.*', false],
  ['ftp://example.com', false],
  ['https://example.com:65535', true],
  ['https://example.com:65536', false],
  ['example.com/a', false],
  ['https://user@example.com', false],
  ['https://example.com/a?b', false],
])('says of %s whether it is a pattern', (pattern, expected) => {
  expect(isUriPattern(pattern)).toBe(expected);
});

it.each([
  ['https://api.example.com', 'https://api.example.com/any?q=1', true],
  ['https://api.example.com', 'https://API.example.com:443/', true],
  ['https://api.example.com', 'http://api.example.com/', false],
  ['https://api.example.com', 'https://api.example.com:8443/', false],
  ['https://api.example.com', 'https://api.example.com.thief.net/', false],
  ['https://api.example.com', 'https://api.example.com@thief.net/', false],
  ['https://api.example.com/v1/*', 'https://api.example.com/v1/a/b', true],
  ['https://api.example.com/v1/*', 'https://api.example.com/v1/../admin', false],
  ['https://api.example.com/v1/*', 'https://api.example.com/v1/%2e%2e/admin', false],
  ['https://api.example.com/v1/*', 'https://api.example.com/v1/..%2fadmin', false],
  ['https://api.example.com/v1', 'https://api.example.com/v1/a', false],
  ['https://api.example.com/v1', 'https://api.example.com/v1', true],
  ['https://*.example.com', 'https://a.b.example.com/', true],
  ['https://*.example.com', 'https://example.com/', false],
  ['https://*.example.com', 'https://thief.net/.example.com', false],
  ['https://*.example.com/a*b*c', 'https://x.example.com/a1b2c', true],
  ['https://*.example.com/a*b*c', 'https://x.example.com/abc/d', false],
  ['https://*.example.com/ab*ba', 'https://x.example.com/aba', false],
  ['https://api.example.com', 'no address', false],
])('%s for %s: %s', (pattern, address, expected) => {
  expect(matchesUri(pattern, address)).toBe(expected);
});
