import fc from 'fast-check';
import { generate } from 'mqtt-packet';
import { expect, it } from 'vitest';
import { FrameReader } from './frame-reader.ts';
import { decodePacket, ProtocolError } from './packets.ts';

it('reads the same packets however the bytes are cut', () => {
  const packet = fc.record({
    cmd: fc.constant('publish' as const),
    topic: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).map((text) => text.replace(/[+#\0]/g, 'x')),
    payload: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    qos: fc.constantFrom(0 as const, 1 as const, 2 as const),
    retain: fc.boolean(),
    dup: fc.constant(false),
    messageId: fc.integer({ min: 1, max: 65_535 }),
  });
  fc.assert(
    fc.property(fc.array(packet), fc.array(fc.integer({ min: 1, max: 100 })), (packets, cuts) => {
      const bytes = Buffer.concat(packets.map((each) => generate(each)));
      const reader = new FrameReader();
      const read: unknown[] = [];
      let at = 0;
      for (const cut of [...cuts, bytes.length]) {
        reader.push(bytes.subarray(at, at + cut));
        at += cut;
        for (let frame = reader.next(); frame; frame = reader.next()) read.push(decodePacket(frame));
      }
      const expected = packets.map(({ topic, payload, qos, retain, messageId }) => {
        return { type: 'publish', topic, payload, qos, retain, packetId: qos > 0 ? messageId : 0 };
      });
      expect(read).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

it.each([
  ['a publish of a megabyte', [0x30, 0x80, 0x80, 0x40]],
  ['an acknowledgement of a hundred bytes', [0x40, 100]],
  ['a length that never ends', [0x30, 0x80, 0x80, 0x80, 0x80]],
])('refuses %s before its bytes have come', (_name, bytes) => {
  const reader = new FrameReader();
  reader.push(Buffer.from(bytes));
  expect(() => reader.next()).toThrow(ProtocolError);
});
