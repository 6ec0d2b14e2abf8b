import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { likePattern } from './wildcard.ts';

/** LIKE as PostgreSQL defines it, by plain recursion over both strings. */
function isLike(text: string, pattern: string): boolean {
  if (pattern === '') return text === '';
  const [first = ''] = pattern;
  if (first === '%') return isLike(text, pattern.slice(1)) || (text !== '' && isLike(text.slice(1), pattern));
  if (first === '_') return text !== '' && isLike(text.slice(1), pattern.slice(1));
  const literal = first === '\\' ? pattern.slice(1, 2) : pattern.slice(0, 1);
  return literal !== '' && text.startsWith(literal) && isLike(text.slice(1), pattern.slice(first === '\\' ? 2 : 1));
}

/** What the filter means, written without LIKE. */
function matchesFilter(text: string, filter: string): boolean {
  const source = filter
    .split('*')
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('[^]*');
  return new RegExp(`^${source}$`).test(text);
}

describe('likePattern', () => {
  it.each([
    ['pump', 'pump'],
    ['pump*', 'pump%'],
    ['*pump*', '%pump%'],
    ['p**p', 'p%p'],
    ['*', '%'],
    ['', ''],
    ['100%', '100\\%'],
    ['a_b', 'a\\_b'],
    ['C:\\new', 'C:\\\\new'],
    ['\\*', '\\\\%'],
    ['ÄÖ*', 'ÄÖ%'],
  ])('%j becomes %j', (filter, expected) => {
    expect(likePattern(filter)).toBe(expected);
  });

  it('matches what the filter means, and nothing else', () => {
    const unit = fc.constantFrom('a', 'b', '*', '%', '_', '\\', '.', '\n');
    const filter = fc.string({ unit, maxLength: 8 });
    const text = fc.string({ unit, maxLength: 8 });
    fc.assert(
      fc.property(filter, text, (wanted, value) => {
        expect(isLike(value, likePattern(wanted))).toBe(matchesFilter(value, wanted));
        // The filter read as text, and with its wildcards filled in, are matches that chance would rarely find.
        expect(isLike(wanted, likePattern(wanted))).toBe(true);
        expect(
          isLike(
            wanted.replaceAll('*', () => value),
            likePattern(wanted),
          ),
        ).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
