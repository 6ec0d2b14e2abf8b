import { expect, it } from 'vitest';
import { matchesGlob } from './glob.ts';

it.each([
  ['pump', 'Pump', true],
  ['pump', 'pumps', false],
  ['pump*', 'Pump 7', true],
  ['*7', 'pump 7', true],
  ['p*p 7', 'pump 7', true],
  ['*', '', true],
  ['', '', true],
  ['', 'x', false],
  // What stands before and behind a star must not overlap.
  ['aba*aba', 'ababa', false],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'acb', false],
  ['**', 'anything', true],
  // One rule of case, one form of text.
  ['ΣΊΣΥΦΟΣ', 'σίσυφος', true],
  ['cafe\u0301*', 'CAF\u00C9 north', true],
])('%s on %s: %s', (pattern, text, matches) => {
  expect(matchesGlob(pattern, text)).toBe(matches);
});

it('does not take ever longer over a pattern of many stars', () => {
  expect(matchesGlob(`${'*a'.repeat(100)}b`, 'a'.repeat(10_000))).toBe(false);
});
