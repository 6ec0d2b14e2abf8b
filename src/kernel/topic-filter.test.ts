import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filterCovers, filtersOverlap, isValidTopicFilter, isValidTopicName, matchesTopic } from './topic-filter.ts';

/** An independent reading of section 4.7: the filter as a regular expression. */
function matchesNaively(filter: string, topic: string): boolean {
  if (/^[+#]/.test(filter) && topic.startsWith('$')) return false;
  const source = filter
    .replace(/[\\^$.*?()[\]{}|]/g, '\\$&')
    .replace(/(^|(?<=\/))\+(?=\/|$)/g, '[^/]*')
    .replace(/\/#$/, '(/.*)?')
    .replace(/^#$/, '.*');
  return new RegExp(`^${source}$`, 's').test(topic);
}

const level = fc.constantFrom('a', 'b', '', '$x', 'é', '.*');
const topics = fc
  .array(level, { minLength: 1, maxLength: 5 })
  .map((levels) => levels.join('/'))
  .filter((topic) => topic !== '');
const filters = fc
  .tuple(fc.array(fc.oneof(level, fc.constant('+')), { maxLength: 4 }), fc.boolean())
  .map(([levels, open]) => [...levels, ...(open ? ['#'] : [])].join('/'))
  .filter((filter) => filter !== '');

describe('isValidTopicName and isValidTopicFilter', () => {
  it.each<[string, string, boolean, boolean]>([
    ['one level', 'a', true, true],
    ['many levels', 'losant/568bf74a1ff37b0100f5123e/state', true, true],
    ['empty levels', '/', true, true],
    ['a blank', ' ', true, true],
    ['$-topics', '$SYS/uptime', true, true],
    ['letters of any language', 'é/😀', true, true],
    ['+ alone', '+', false, true],
    ['+ as levels', '+/a/+', false, true],
    ['# alone', '#', false, true],
    ['# last', 'a/+/#', false, true],
    ['# behind an empty level', '/#', false, true],
    ['+ inside a level', 'a+/b', false, false],
    ['+ twice in a level', '++', false, false],
    ['# inside a level', 'a#', false, false],
    ['# not last', '#/a', false, false],
    ['# twice', '#/#', false, false],
    ['+#', 'a/+#', false, false],
    ['empty', '', false, false],
    ['U+0000', 'a\0b', false, false],
    ['half of a surrogate pair', 'a\ud800', false, false],
    ['65,535 bytes', 'a'.repeat(65_535), true, true],
    ['65,536 bytes', 'a'.repeat(65_536), false, false],
    ['65,536 bytes in fewer characters', 'é'.repeat(32_768), false, false],
    ['100 levels', Array(100).fill('a').join('/'), true, true],
    ['101 levels', Array(101).fill('a').join('/'), false, false],
    ['only slashes', '/'.repeat(60_000), false, false],
  ])('%s', (_case, text, isName, isFilter) => {
    expect(isValidTopicName(text)).toBe(isName);
    expect(isValidTopicFilter(text)).toBe(isFilter);
  });
});

describe('matchesTopic', () => {
  it.each<[string, string, boolean]>([
    ['a/b', 'a/b', true],
    ['a/b', 'a/B', false],
    ['a', 'a/', false],
    ['a/', 'a', false],
    // the examples of section 4.7.1
    ['sport/tennis/player1/#', 'sport/tennis/player1', true],
    ['sport/tennis/player1/#', 'sport/tennis/player1/score/wimbledon', true],
    ['sport/#', 'sport', true],
    ['sport/tennis/+', 'sport/tennis/player1', true],
    ['sport/tennis/+', 'sport/tennis/player1/ranking', false],
    ['sport/+', 'sport', false],
    ['sport/+', 'sport/', true],
    ['+/+', '/finance', true],
    ['/+', '/finance', true],
    ['+', '/finance', false],
    // 4.7.2
    ['#', '$SYS/monitor/Clients', false],
    ['+/monitor/Clients', '$SYS/monitor/Clients', false],
    ['$SYS/#', '$SYS/monitor/Clients', true],
    ['$SYS/monitor/+', '$SYS/monitor/Clients', true],
    ['a/+', 'a/$b', true],
    ['a/#', 'a/$b', true],
    ['#', 'a', true],
    ['#', '/', true],
    ['a/+/c/#', 'a/b/c', true],
    ['a/b/#', 'a', false],
    ['sport/#', 'sports', false],
  ])('%s and %s', (filter, topic, expected) => {
    expect(matchesTopic(filter, topic)).toBe(expected);
    expect(matchesNaively(filter, topic)).toBe(expected);
  });

  it('agrees with an independent matcher', () => {
    fc.assert(
      fc.property(filters, topics, (filter, topic) => {
        expect(matchesTopic(filter, topic)).toBe(matchesNaively(filter, topic));
      }),
      { numRuns: 5000 },
    );
  });
});

describe('filterCovers', () => {
  it.each<[string, string, boolean]>([
    ['a/b', 'a/b', true],
    ['a/+', 'a/b', true],
    ['a/+', 'a/+', true],
    ['a/b', 'a/+', false],
    ['a/#', 'a', true],
    ['a/#', 'a/+/c', true],
    ['a/#', 'a/b/#', true],
    ['a/b/#', 'a/#', false],
    ['a/+/#', 'a/#', false],
    ['+/#', '#', true],
    ['+/+/#', '#', false],
    ['/+/#', '/#', true],
    ['#', '+/#', true],
    ['#', '$SYS/#', false],
    ['+/a', '$SYS/a', false],
    ['$SYS/#', '#', false],
    ['+', '#', false],
    ['a', 'a/#', false],
  ])('%s covers %s: %s', (allowed, requested, expected) => {
    expect(filterCovers(allowed, requested)).toBe(expected);
  });

  it('lets no topic through that the allowed filter does not match', () => {
    fc.assert(
      fc.property(filters, filters, topics, (allowed, requested, topic) => {
        if (filterCovers(allowed, requested) && matchesNaively(requested, topic)) {
          expect(matchesNaively(allowed, topic)).toBe(true);
        }
      }),
      { numRuns: 5000 },
    );
  });
});

describe('filtersOverlap', () => {
  it.each<[string, string, boolean]>([
    ['a/b', 'a/b', true],
    ['a/b', 'a/c', false],
    ['a/+', '+/b', true],
    ['a/#', 'a', true],
    ['a/#', '+', true],
    ['a/#', 'b/#', false],
    ['a/+', 'a', false],
    ['#', '+/+', true],
    ['#', '$SYS/a', false],
    ['+/a', '$SYS/a', false],
    ['$SYS/#', '$SYS/+/b', true],
    ['a/b/#', 'a', false],
    ['+', '/#', false],
  ])('%s and %s: %s', (a, b, expected) => {
    expect(filtersOverlap(a, b)).toBe(expected);
  });

  it('does not depend on the order', () => {
    fc.assert(
      fc.property(filters, filters, (a, b) => {
        expect(filtersOverlap(a, b)).toBe(filtersOverlap(b, a));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('every filter of up to three levels over a small alphabet', () => {
  const join = (alphabet: string[], depth: number): string[] => {
    const paths: string[] = [...alphabet];
    let longest = paths;
    for (let levels = 2; levels <= depth; levels += 1) {
      longest = longest.flatMap((path) => alphabet.map((next) => `${path}/${next}`));
      paths.push(...longest);
    }
    return paths.filter((path) => path !== '');
  };
  // The topics go one level deeper than the filters, and have a word that no filter names: enough to tell any two apart.
  const allTopics = join(['a', '', '$', 'z'], 4);
  const allFilters = join(['a', '', '$', '+', '#'], 3).filter(isValidTopicFilter);
  const matched = new Map(
    allFilters.map((filter) => [filter, new Set(allTopics.filter((topic) => matchesNaively(filter, topic)))]),
  );

  it('covers and overlaps exactly as its sets of topics do', () => {
    const wrong: string[] = [];
    for (const [a, aTopics] of matched) {
      for (const [b, bTopics] of matched) {
        if (filterCovers(a, b) !== [...bTopics].every((topic) => aTopics.has(topic))) wrong.push(`${a} covers ${b}`);
        if (filtersOverlap(a, b) !== [...aTopics].some((topic) => bTopics.has(topic))) wrong.push(`${a} overlaps ${b}`);
      }
    }
    expect(matched.size).toBeGreaterThan(100);
    expect(wrong).toEqual([]);
  });
});
