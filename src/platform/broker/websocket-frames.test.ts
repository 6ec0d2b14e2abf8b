import fc from 'fast-check';
import { expect, it } from 'vitest';
import { frameHeader, opcode, WebSocketError, WebSocketFrameReader } from './websocket-frames.ts';

interface Sent {
  readonly type: number;
  readonly final: boolean;
  readonly payload: Buffer;
}

function encode({ type, final, payload }: Sent, mask = Buffer.from([0xa1, 0x05, 0xff, 0x00])): Buffer {
  const header = frameHeader(type, payload.length);
  header[0] = (final ? 0x80 : 0) | type;
  header[1] = 0x80 | (header[1] ?? 0);
  return Buffer.concat([header, mask, payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0))]);
}

/** What comes out when the bytes arrive in pieces of these sizes, over and over. */
function readAll(bytes: Buffer, sizes: readonly number[]) {
  const reader = new WebSocketFrameReader();
  const data: Buffer[] = [];
  const controls: string[] = [];
  for (let at = 0, index = 0; at < bytes.length; index += 1) {
    const end = at + (sizes[index % sizes.length] ?? 1);
    const received = reader.read(Buffer.from(bytes.subarray(at, end)));
    data.push(received.data);
    for (const { opcode: type, payload } of received.controls) controls.push(`${type} ${payload.toString('hex')}`);
    at = end;
  }
  return { data: Buffer.concat(data).toString('hex'), controls };
}

const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((array) => Buffer.from(array));

it('gives back what was sent, however it is cut into messages, frames and chunks', () => {
  const message = fc.array(fc.oneof(bytes(200), bytes(3), bytes(70_000)), { minLength: 1, maxLength: 4 });
  const control = fc.record({ type: fc.constantFrom(opcode.ping, opcode.pong), payload: bytes(125) });
  const sizes = fc.array(fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 100_000 })), {
    minLength: 1,
    maxLength: 5,
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(message, fc.option(control)), { maxLength: 5 }), sizes, (sent, cuts) => {
      const frames = sent.flatMap(([parts, between]) =>
        parts.flatMap((payload, index): Sent[] => [
          { type: index === 0 ? opcode.binary : opcode.continuation, final: index === parts.length - 1, payload },
          // A control frame may stand between the frames of a message (RFC 6455, 5.5).
          ...(between && index === 0 ? [{ ...between, final: true }] : []),
        ]),
      );
      const result = readAll(Buffer.concat(frames.map((frame) => encode(frame))), cuts);
      expect(result.data).toBe(Buffer.concat(sent.flatMap(([parts]) => parts)).toString('hex'));
      const controls = sent.flatMap(([, each]) => (each ? [`${each.type} ${each.payload.toString('hex')}`] : []));
      expect(result.controls).toEqual(controls);
    }),
    { numRuns: 60 },
  );
});

it.each<[string, Buffer, number]>([
  ['a text frame', encode({ type: opcode.text, final: true, payload: Buffer.from('x') }), 1003],
  ['a frame without a mask', Buffer.from([0x82, 0x01, 0x00]), 1002],
  ['reserved bits', Buffer.from([0xc2]), 1002],
  ['an unknown type', Buffer.from([0x83]), 1002],
  ['an unknown control type', Buffer.from([0x8b]), 1002],
  ['a continuation of nothing', Buffer.from([0x80]), 1002],
  ['a message within a message', Buffer.from([0x02, 0x80, 0, 0, 0, 0, 0x82]), 1002],
  ['a ping in pieces', Buffer.from([0x09]), 1002],
  ['a long ping', Buffer.from([0x89, 0xfe]), 1002],
  ['a length beyond all numbers', Buffer.from([0x82, 0xff, ...Array(8).fill(0xff), 0, 0, 0, 0]), 1002],
])('refuses %s', (_name, sent, code) => {
  const reader = new WebSocketFrameReader();
  expect(() => reader.read(Buffer.from(sent))).toThrow(expect.objectContaining({ code }));
  expect(() => new WebSocketFrameReader().read(Buffer.from(sent))).toThrow(WebSocketError);
});
