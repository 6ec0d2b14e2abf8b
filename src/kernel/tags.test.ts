import { describe, expect, it } from 'vitest';
import { type TagPattern, tagsMatch } from './tags.ts';

const tags = [
  { key: 'site', value: 'north' },
  { key: 'site', value: 'roof' },
  { key: 'kind', value: 'pump' },
];

describe('tagsMatch', () => {
  it.each<[string, TagPattern[], boolean]>([
    ['key and value', [{ key: 'kind', value: 'pump' }], true],
    ['the second value of a repeated key', [{ key: 'site', value: 'roof' }], true],
    ['key and value of different tags', [{ key: 'kind', value: 'north' }], false],
    ['key alone', [{ key: 'kind' }], true],
    ['value alone', [{ value: 'north' }], true],
    ['another key', [{ key: 'colour' }], false],
    ['another value', [{ value: 'south' }], false],
    ['any of several', [{ key: 'colour' }, { value: 'pump' }], true],
    ['none of several', [{ key: 'colour' }, { value: 'south' }], false],
    ['another case', [{ key: 'Kind' }], false],
    ['an empty value is a value', [{ key: 'kind', value: '' }], false],
    ['nothing asked for', [], false],
    ['an entry with neither half', [{}], false],
    ['an entry with neither half beside one that matches', [{}, { key: 'kind' }], true],
  ])('%s', (_case, query, expected) => {
    expect(tagsMatch(tags, query)).toBe(expected);
  });

  it('never matches a device without tags', () => {
    expect(tagsMatch([], [{ key: 'kind' }, { value: 'pump' }, {}])).toBe(false);
  });
});
