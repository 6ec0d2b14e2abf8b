import { expect, it } from 'vitest';
import { checkAnswer, toResponse } from './answers.ts';

it.each<[string | undefined, string]>([
  [undefined, 'application/json; charset=utf-8'],
  ['application/xml', 'application/xml; charset=utf-8'],
  ['Text/CSV; charset=latin1', 'text/csv; charset=utf-8'],
  ['text/xml', 'text/xml; charset=utf-8'],
  ['text/plain', 'text/plain; charset=utf-8'],
  ['text/html', 'application/json; charset=utf-8'],
  ['image/svg+xml', 'application/json; charset=utf-8'],
  ['', 'application/json; charset=utf-8'],
])('makes of the type %j %s', (type, expected) => {
  const headers = type === undefined ? {} : { 'Content-Type': type };
  expect(toResponse({ body: 'x', headers }).headers['content-type']).toBe(expected);
});

it('sends texts as they are and the rest as JSON', () => {
  expect(toResponse({ body: '<a/>' }).body).toBe('<a/>');
  expect(toResponse({ body: { a: [1] } }).body).toBe('{"a":[1]}');
  expect(toResponse({ body: false }).body).toBe('false');
  expect(toResponse({}).body).toBe('');
  expect(toResponse({ body: null }).body).toBe('');
  expect(toResponse({ responseCode: 204, body: 'x' })).toEqual({ status: 204, headers: {}, body: '' });
  expect(toResponse({ responseCode: 103 }).status).toBe(200);
});

it('leaves out headers that are not for a webhook to set, and those that HTTP does not allow', () => {
  const headers = {
    Location: '/there',
    'X-Many': ['a', 'b'],
    'X-Number': 5,
    'Set-Cookie': 'a=1',
    'Set-Cookie2': 'a=1',
    Connection: 'close',
    'Transfer-Encoding': 'chunked',
    'Content-Length': '1',
    'Content-Encoding': 'gzip',
    Upgrade: 'h2c',
    'Proxy-Authenticate': 'x',
    'Access-Control-Allow-Credentials': 'true',
    'Access-Control-Allow-Origin': 'https://a.example',
    'Content-Security-Policy': "default-src 'self'",
    'X-Content-Type-Options': 'none',
    'X-XSS-Protection': '1',
    'X-Split': 'a\r\nSet-Cookie: b=1',
    'X-Wide': '☃',
    'bad name': 'x',
    '': 'x',
    ':status': '200',
  };
  expect(toResponse({ headers }).headers).toEqual({
    location: '/there',
    'x-many': 'a, b',
    'x-number': '5',
    'content-type': 'application/json; charset=utf-8',
  });
});

it('refuses codes that are none and replies that are too long', () => {
  for (const responseCode of [99, 600, 200.5, Number.NaN]) {
    expect(() => checkAnswer({ responseCode })).toThrow('responseCode must be an integer from 100 to 599');
  }
  expect(() => checkAnswer({ body: 'x'.repeat(5 * 1024 * 1024) })).toThrow('larger than 5 MiB');
  checkAnswer({ responseCode: 599, body: 'x'.repeat(1024 * 1024) });
});
