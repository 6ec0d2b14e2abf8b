import { describe, expect, it } from 'vitest';
import { isId, newId, normalizeId } from './ids.ts';

describe('newId', () => {
  it('is 24 lower-case hex digits that start with the current second', () => {
    const before = Math.floor(Date.now() / 1000);
    const id = newId();
    const after = Math.floor(Date.now() / 1000);
    expect(id).toMatch(/^[0-9a-f]{24}$/);
    const seconds = Number.parseInt(id.slice(0, 8), 16);
    expect(seconds).toBeGreaterThanOrEqual(before);
    expect(seconds).toBeLessThanOrEqual(after);
  });

  it('does not repeat within a second', () => {
    const ids = Array.from({ length: 10_000 }, newId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is accepted by isId and already in its stored form', () => {
    const id = newId();
    expect(isId(id)).toBe(true);
    expect(normalizeId(id)).toBe(id);
  });
});

describe('isId', () => {
  it.each([
    ['lower case', '568bf74a1ff37b0100f5123e', true],
    ['upper case', '568BF74A1FF37B0100F5123E', true],
    ['one digit short', '568bf74a1ff37b0100f5123', false],
    ['one digit long', '568bf74a1ff37b0100f5123e0', false],
    ['a letter past f', '568bf74a1ff37b0100f5123g', false],
    ['a line break behind', '568bf74a1ff37b0100f5123e\n', false],
    ['a blank before', ' 568bf74a1ff37b0100f5123e', false],
    ['empty', '', false],
    ['a number', 568, false],
    ['null', null, false],
    ['undefined', undefined, false],
    ['an array of one id', ['568bf74a1ff37b0100f5123e'], false],
  ])('%s', (_case, value, expected) => {
    expect(isId(value)).toBe(expected);
  });
});

describe('normalizeId', () => {
  it('lower-cases, so that both spellings name the same resource', () => {
    expect(normalizeId('568BF74a1FF37B0100F5123E')).toBe('568bf74a1ff37b0100f5123e');
  });
});
