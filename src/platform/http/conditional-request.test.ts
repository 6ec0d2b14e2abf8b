import { expect, it } from 'vitest';
import { judgeRequest } from './conditional-request.ts';

const modifiedAt = Date.UTC(2026, 2, 4, 5, 6, 7, 890);
const date = 'Wed, 04 Mar 2026 05:06:07 GMT';
const before = 'Wed, 04 Mar 2026 05:06:06 GMT';
const etag = '"abc"';
const judge = (headers: Record<string, string>, bytes = 100) => judgeRequest(headers, { etag, modifiedAt, bytes });

it.each([
  ['no condition', {}, 200],
  ['the tag that the caller has', { 'if-none-match': '"x", "abc"' }, 304],
  ['the tag, weakened by a proxy', { 'if-none-match': 'W/"abc"' }, 304],
  ['any tag', { 'if-none-match': '*' }, 304],
  ['another tag', { 'if-none-match': '"abcd"' }, 200],
  ['the date of the content', { 'if-modified-since': date }, 304],
  ['an earlier date', { 'if-modified-since': before }, 200],
  ['a tag, which goes before a date', { 'if-none-match': '"x"', 'if-modified-since': date }, 200],
  [
    'text that is no date',
    { 'if-modified-since': 'yesterday', 'if-unmodified-since': 'Wed, 04 Foo 2026 05:06:06 GMT' },
    200,
  ],
  ['the tag as precondition', { 'if-match': etag }, 200],
  ['a weak tag as precondition', { 'if-match': 'W/"abc"' }, 412],
  ['another tag as precondition', { 'if-match': '"x"' }, 412],
  ['a date that still holds', { 'if-unmodified-since': date }, 200],
  ['a date that holds no longer', { 'if-unmodified-since': before }, 412],
])('judges %s', (_name, headers, status) => {
  expect(judge(headers as Record<string, string>).status).toBe(status);
});

it.each([
  ['bytes=0-0', 0, 0],
  ['bytes=10-19', 10, 19],
  ['bytes=90-', 90, 99],
  ['bytes=90-1000', 90, 99],
  ['bytes=-10', 90, 99],
  ['bytes=-1000', 0, 99],
  ['BYTES=0-1', 0, 1],
])('serves %s', (range, start, end) => {
  expect(judge({ range })).toEqual({ status: 206, range: { start, end } });
});

it.each([
  ['bytes=100-', 416],
  ['bytes=-0', 416],
  ['bytes=5-4', 200],
  ['bytes=0-1,5-6', 200],
  ['pages=1-2', 200],
  ['bytes=-', 200],
])('takes %s for %i', (range, status) => {
  expect(judge({ range }).status).toBe(status);
});

it('has no range of an empty content', () => {
  expect(judge({ range: 'bytes=0-' }, 0).status).toBe(416);
  expect(judge({ range: 'bytes=-5' }, 0).status).toBe(416);
});

it('goes on with a download only where it is still the same content', () => {
  const range = 'bytes=10-';
  expect(judge({ range, 'if-range': etag }).status).toBe(206);
  expect(judge({ range, 'if-range': date }).status).toBe(206);
  expect(judge({ range, 'if-range': 'W/"abc"' }).status).toBe(200);
  expect(judge({ range, 'if-range': before }).status).toBe(200);
});

it('ignores a date of a day that there is not', () => {
  expect(judge({ 'if-modified-since': 'Sun, 29 Feb 2099 00:00:00 GMT' }).status).toBe(200);
  expect(judge({ 'if-modified-since': 'Sat, 28 Feb 2099 00:00:00 GMT' }).status).toBe(304);
});
