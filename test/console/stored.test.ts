import { expect, it } from 'vitest';
import { findConflicts } from '../../console/src/shared/form/stored.ts';

const before = { name: 'Pump', tags: new Set(['a']) };

it('finds the fields that were typed in here and stored with another value elsewhere since', () => {
  const now = { name: 'Valve', tags: new Set(['a']) };
  expect(findConflicts({ typed: { name: 'Motor' }, before, now })).toEqual(['name']);
  expect(findConflicts({ typed: { tags: new Set(['b']) }, before, now })).toEqual([]);
  // Both have typed the same: there is nothing to decide.
  expect(findConflicts({ typed: { name: 'Valve' }, before, now })).toEqual([]);
  expect(findConflicts({ typed: { tags: new Set(['b']) }, before, now: { ...now, tags: new Set(['c']) } })).toEqual([
    'tags',
  ]);
});
