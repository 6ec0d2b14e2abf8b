import { expect, it } from 'vitest';
import { isPassive, readMediaType } from './media-type.ts';

it.each([
  'image/png',
  'IMAGE/JPEG',
  'text/plain',
  'text/plain; charset=utf-8',
  'text/csv',
  'application/json',
  'video/mp4',
])('lets %s be shown', (type) => {
  expect(isPassive(type)).toBe(true);
});

it.each([
  'text/html',
  'TEXT/HTML',
  ' text/html',
  'text/html;charset=utf-8',
  'image/svg+xml',
  'image/SVG',
  'text/xml',
  'application/xml',
  'application/xhtml+xml',
  'application/pdf',
  'text/xsl',
  'text/plainly',
  'application/jsonp',
  'multipart/x-mixed-replace',
  'x/image/png',
])('has %s downloaded', (type) => {
  expect(isPassive(type)).toBe(false);
});

it.each([
  '',
  'text',
  'text/',
  '/plain',
  'text/plain\r\nx: y',
  'text/ä',
  'text/plain; a="ü"',
  'text/plain junk',
  ' text/plain',
])('refuses %j', (type) => {
  expect(() => readMediaType(type)).toThrow(/^contentType must be a media type/);
});
