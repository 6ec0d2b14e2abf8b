import { expect, it } from 'vitest';
import { isTimeZone } from './time-zone.ts';

it('knows the names of time zones', () => {
  expect(['Asia/Kolkata', 'UTC', 'Mars/Olympus', ''].map(isTimeZone)).toEqual([true, true, false, false]);
});
