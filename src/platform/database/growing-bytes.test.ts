import { expect, it } from 'vitest';
import { GrowingBytes } from './growing-bytes.ts';

it('puts parts of any size together, in a buffer that has no room left over', () => {
  for (const sizes of [[], [0], [5], [16_384], [16_385], [3, 0, 40_000, 7], [10_000, 10_000, 10_000, 1_000_000, 1]]) {
    const parts = sizes.map((size, index) => new Uint8Array(size).fill(index + 1));
    const growing = new GrowingBytes();

    for (const part of parts) growing.add(part.slice());
    const all = growing.end();
    expect(Buffer.compare(all, Buffer.concat(parts))).toBe(0);
    expect(all.buffer.byteLength).toBe(all.byteLength);
  }
});

it('keeps what was added, whatever becomes of its memory', () => {
  const part = new Uint8Array([1, 2, 3]);
  const growing = new GrowingBytes();
  growing.add(part);
  part.fill(9);
  expect([...growing.end()]).toEqual([1, 2, 3]);
});
