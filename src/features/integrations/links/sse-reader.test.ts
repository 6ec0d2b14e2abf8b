import { expect, it } from 'vitest';
import { SseReader } from './sse-reader.ts';

const stream =
  ':ok\n\nevent: temperature\ndata: {"data":"21"}\n\ndata: a\r\ndata: b\r\n\r\nevent: nothing\n\n: more\nid: 7\ndata\n\n';
const events = [
  { event: 'temperature', data: '{"data":"21"}' },
  { event: 'message', data: 'a\nb' },
  { event: 'message', data: '' },
];

it('reads events, however the stream is cut', () => {
  for (const size of [1, 2, 3, 7, 1000]) {
    const reader = new SseReader({ maxLength: 100 });
    const found = [];
    for (let at = 0; at < stream.length; at += size) found.push(...reader.push(stream.slice(at, at + size)));
    expect(found).toEqual(events);
  }
});

it('does not gather an event without end', () => {
  const reader = new SseReader({ maxLength: 100 });
  expect(() => reader.push(`data: ${'x'.repeat(101)}`)).toThrow('too long');
  const other = new SseReader({ maxLength: 100 });
  other.push(`data: ${'x'.repeat(80)}\n`);
  expect(() => other.push(`data: ${'x'.repeat(30)}\n`)).toThrow('too long');
});
