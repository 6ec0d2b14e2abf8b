import fc from 'fast-check';
import { expect, it } from 'vitest';
import { batchStart, decodeBatch, encodeFrame, type LiveFrame } from './live-frames.ts';

const id = fc.stringMatching(/^[0-9a-f]{24}$/);
const number = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const text = fc.string({ unit: 'grapheme', maxLength: 100 });
const asked = fc.record({ node: id, question: number });
const frames = fc.oneof(
  fc.record({
    kind: fc.constant('message' as const),
    applicationId: id,
    topic: text,
    payload: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    qos: fc.constantFrom(0 as const, 1 as const, 2 as const),
    looks: fc.boolean(),
  }),
  fc.tuple(id, text, asked).map(
    ([applicationId, topic, asker]) =>
      ({
        kind: 'message',
        applicationId,
        topic,
        payload: Buffer.from('x'),
        qos: 1,
        looks: true,
        asked: asker,
      }) as const,
  ),
  fc.record({ kind: fc.constant('look' as const), applicationId: id, topic: text }),
  fc.record({ kind: fc.constant('catchUp' as const), asked }),
  fc.record({ kind: fc.constant('heard' as const), question: number, count: number }),
);

const encode = (all: readonly LiveFrame[]) => Buffer.concat([batchStart, ...all.map(encodeFrame)]);

it('reads what was written, in order', () => {
  fc.assert(
    fc.property(fc.array(frames), (all) => {
      expect([...decodeBatch(encode(all))]).toEqual(all);
    }),
  );
});

it('takes the longest topic and an empty payload', () => {
  const frame: LiveFrame = {
    kind: 'message',
    applicationId: 'a'.repeat(24),
    topic: 'é'.repeat(32_767),
    payload: Buffer.alloc(0),
    qos: 2,
    looks: false,
  };
  expect([...decodeBatch(encode([frame]))]).toEqual([frame]);
});

it('refuses what is cut off, of another version, or of a kind that there is not', () => {
  fc.assert(
    fc.property(frames, fc.nat(), (frame, at) => {
      const whole = encode([frame]);
      const cut = whole.subarray(0, 2 + (at % (whole.length - 2)));
      expect(() => [...decodeBatch(cut)]).toThrow(RangeError);
    }),
  );
  expect(() => [...decodeBatch(Buffer.alloc(0))]).toThrow(RangeError);
  expect(() => [...decodeBatch(Buffer.from([9, 1]))]).toThrow(RangeError);
  expect(() => [...decodeBatch(Buffer.from([1, 77]))]).toThrow(RangeError);
});
