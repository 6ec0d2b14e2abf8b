import { describe, expect, it } from 'vitest';
import { type PageQuery, type PageRequest, pageAnswer, readPage } from './paging.ts';

const rules = { sortFields: ['name', 'creationDate'], filterFields: ['name', 'key'], defaultSort: 'name' };
const defaults: PageRequest = { page: 0, perPage: 100, sortField: 'name', sortDirection: 'asc' };

describe('readPage', () => {
  it.each<[string, PageQuery, Partial<PageRequest>]>([
    ['nothing given', {}, {}],
    ['everything blank', { page: '', perPage: '', sortField: '', sortDirection: '', filterField: '', filter: '' }, {}],
    ['numbers', { page: 2, perPage: 10 }, { page: 2, perPage: 10 }],
    ['numbers as text', { page: '2', perPage: '10' }, { page: 2, perPage: 10 }],
    ['the smallest page', { perPage: '1' }, { perPage: 1 }],
    ['the largest page', { perPage: '1000' }, { perPage: 1000 }],
    ['the last page', { page: '1000000000' }, { page: 1_000_000_000 }],
    ['sort field', { sortField: 'creationDate' }, { sortField: 'creationDate' }],
    ['direction', { sortDirection: 'desc' }, { sortDirection: 'desc' }],
    ['direction in upper case', { sortDirection: 'DESC' }, { sortDirection: 'desc' }],
    ['filter', { filterField: 'key', filter: 'a*' }, { filterField: 'key', filter: 'a*' }],
    ['a filter without its field does not filter', { filter: 'a*' }, {}],
    ['a field without a filter does not filter', { filterField: 'name' }, {}],
    ['unknown parameters', { colour: 'red' } as PageQuery, {}],
  ])('%s', (_case, query, expected) => {
    expect(readPage(query, rules)).toStrictEqual({ ...defaults, ...expected });
  });

  it("uses the list's own defaults", () => {
    expect(
      readPage({}, { ...rules, defaultSort: 'creationDate', defaultSortDirection: 'desc', defaultPerPage: 1000 }),
    ).toStrictEqual({ page: 0, perPage: 1000, sortField: 'creationDate', sortDirection: 'desc' });
  });

  const page = 'page must be an integer from 0 to 1000000000';
  const perPage = 'perPage must be an integer from 1 to 1000';
  it.each<[PageQuery, string]>([
    [{ page: -1 }, page],
    [{ page: '-1' }, page],
    [{ page: '1.5' }, page],
    [{ page: 1.5 }, page],
    [{ page: 'two' }, page],
    [{ page: ' 1' }, page],
    [{ page: '1e3' }, page],
    [{ page: '0x10' }, page],
    [{ page: 1_000_000_001 }, page],
    [{ page: '9'.repeat(400) }, page],
    [{ page: Number.NaN }, page],
    [{ page: ['1', '2'] }, page],
    [{ perPage: 0 }, perPage],
    [{ perPage: '1001' }, perPage],
    [{ perPage: { gt: '5' } }, perPage],
    [{ sortField: 'secret' }, 'sortField must be one of name, creationDate'],
    [{ sortField: 'constructor' }, 'sortField must be one of name, creationDate'],
    [{ sortField: ['name', 'name'] }, 'sortField must be given once, as text'],
    [{ sortDirection: 'up' }, 'sortDirection must be one of asc, desc'],
    [{ filterField: 'creationDate', filter: 'a' }, 'filterField must be one of name, key'],
    [{ filterField: 'creationDate' }, 'filterField must be one of name, key'],
    [{ filterField: 'name', filter: 'x'.repeat(256) }, 'filter must be at most 255 characters long'],
    [{ filterField: 'name', filter: 'a\0' }, 'filter must not contain the character U+0000'],
    [{ filterField: 'name', filter: ['a'] }, 'filter must be given once, as text'],
  ])('refuses %j', (query, message) => {
    expect(() => readPage(query, rules)).toThrow(expect.objectContaining({ type: 'Validation', status: 400, message }));
  });

  it('does not offer filters where there are none', () => {
    expect(() => readPage({ filterField: 'name', filter: 'a' }, { ...rules, filterFields: [] })).toThrow(
      expect.objectContaining({ type: 'Validation', message: 'filterField is not offered here' }),
    );
  });
});

describe('pageAnswer', () => {
  it('carries the items, both counts and the request', () => {
    const request = readPage({ page: '1', perPage: '2', sortDirection: 'DESC' }, rules);
    expect(pageAnswer(['c', 'd'], 5, request)).toStrictEqual({
      items: ['c', 'd'],
      count: 2,
      totalCount: 5,
      perPage: 2,
      page: 1,
      sortField: 'name',
      sortDirection: 'desc',
    });
  });

  it('carries the filter only when one was applied', () => {
    const answer = pageAnswer([], 0, readPage({ filterField: 'name', filter: 'x*' }, rules));
    expect(answer).toMatchObject({ count: 0, filterField: 'name', filter: 'x*' });
    expect(Object.keys(pageAnswer([], 0, defaults))).not.toContain('filter');
  });
});
