import { expect, it } from 'vitest';
import { devicesAtOnce } from './store.ts';

it.each([
  [0, 100],
  [2, 100],
  [5_242, 100],
  [200_000, 2],
  [524_288, 1],
  [2_000_000, 1],
])('stores a payload of %d bytes for %d devices at once', (bytes, devices) => {
  expect(devicesAtOnce(bytes)).toBe(devices);
});
