import { expect, it } from 'vitest';
import { fromFileName, isTemporaryName, makeTemporaryName, toFileName } from './file-names.ts';

it.each([
  ['2017-12-03T00:00:00.000Z', '2017-12-03T00%3A00%3A00.000Z'],
  ['a\\..\\b', 'a%5C..%5Cb'],
  ['.. ', '..%20'],
  ['a.', 'a%2E'],
  ['100%41', '100%2541'],
  ['nul', '%6Eul'],
  ['COM1.csv', '%43OM1.csv'],
  ['console.csv', 'console.csv'],
  ['Werk 🦊', 'Werk 🦊'],
])('writes %j so that Windows takes it as a name, and reads it back', (step, name) => {
  expect(toFileName(step, 'win32')).toBe(name);
  expect(fromFileName(name, 'win32')).toBe(step);
  expect(toFileName(step, 'linux')).toBe(step);
  expect(fromFileName(name, 'linux')).toBe(name);
});

it('knows its temporary names from all others', () => {
  expect(isTemporaryName(makeTemporaryName())).toBe(true);
  expect(makeTemporaryName()).not.toBe(makeTemporaryName());
  expect(isTemporaryName('report.part')).toBe(false);
});
