import { invalid } from './errors.ts';
import { countCharacters, normalizeText } from './text.ts';

/** Of a list: by the field that it is sorted by, smallest or largest first. */
export type SortDirection = 'asc' | 'desc';

/** The query parameters of a list as the transport hands them over: unchecked, and possibly repeated or blank. */
export interface PageQuery {
  readonly page?: unknown;
  readonly perPage?: unknown;
  readonly sortField?: unknown;
  readonly sortDirection?: unknown;
  readonly filterField?: unknown;
  readonly filter?: unknown;
}

/** One page of a list. `filterField` and `filter` are both there or both missing. */
export interface PageRequest {
  readonly page: number;
  readonly perPage: number;
  readonly sortField: string;
  readonly sortDirection: SortDirection;
  readonly filterField?: string;
  readonly filter?: string;
}

/** What a list allows. Fields are named as the API names them. */
export interface PageRules {
  readonly sortFields: readonly string[];
  readonly filterFields: readonly string[];
  readonly defaultSort: string;
  readonly defaultSortDirection?: SortDirection;
  readonly defaultPerPage?: number;
}

export interface PageAnswer<Item> extends PageRequest {
  readonly items: readonly Item[];
  /** How many items this page holds. */
  readonly count: number;
  /** How many items all pages hold together. */
  readonly totalCount: number;
  /** The page ended early because it weighs as much as an answer may; smaller pages (`perPage`) show the rest. */
  readonly truncated?: true;
}

const maxPerPage = 1000;
const defaultPerPage = 100;

/** Keeps page * perPage far inside what a number and a bigint OFFSET hold exactly. */
const maxPage = 1_000_000_000;

/** The longest name of a resource: a longer filter can match nothing that a shorter one could not say. */
const maxFilterLength = 255;

/**
 * Reads the paging parameters of a list (semantics.md, "Conventions"). A blank parameter counts as not given, and a
 * filter applies only when both `filterField` and `filter` are given (the official client's documentation). A value that
 * is not allowed is a Validation error naming the parameter.
 */
export function readPage(query: PageQuery, rules: PageRules): PageRequest {
  const direction = readText('sortDirection', query.sortDirection)?.toLowerCase();
  const filterField = readChoice('filterField', query.filterField, rules.filterFields);
  const filter = readFilter(query.filter);
  return {
    page: readInteger('page', query.page, 0, maxPage) ?? 0,
    perPage: readInteger('perPage', query.perPage, 1, maxPerPage) ?? rules.defaultPerPage ?? defaultPerPage,
    sortField: readChoice('sortField', query.sortField, rules.sortFields) ?? rules.defaultSort,
    sortDirection: readChoice('sortDirection', direction, ['asc', 'desc']) ?? rules.defaultSortDirection ?? 'asc',
    ...(filterField !== undefined && filter !== undefined && { filterField, filter }),
  };
}

/** The envelope of a list: the items of one page, the two counts, and the request that they are for. */
export function pageAnswer<Item>(items: readonly Item[], totalCount: number, request: PageRequest): PageAnswer<Item> {
  const { page, perPage, sortField, sortDirection, filterField, filter } = request;
  const truncated = items.length > 0 && items.length < perPage && page * perPage + items.length < totalCount;
  return {
    items,
    count: items.length,
    totalCount,
    perPage,
    page,
    sortField,
    sortDirection,
    ...(filterField !== undefined && { filterField }),
    ...(filter !== undefined && { filter }),
    ...(truncated && { truncated }),
  };
}

function readText(name: string, value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw invalid(name, 'must be given once, as text');
  return value;
}

function readChoice<Choice extends string>(
  name: string,
  value: unknown,
  choices: readonly Choice[],
): Choice | undefined {
  const text = readText(name, value);
  if (text === undefined) return undefined;
  const choice = choices.find((one) => one === text);
  if (choice !== undefined) return choice;
  throw invalid(name, choices.length === 0 ? 'is not offered here' : `must be one of ${choices.join(', ')}`);
}

function readFilter(value: unknown): string | undefined {
  const sent = readText('filter', value);
  if (sent === undefined) return undefined;
  const filter = normalizeText(sent);
  if (countCharacters(filter) > maxFilterLength)
    throw invalid('filter', `must be at most ${maxFilterLength} characters long`);
  // PostgreSQL has no text with this character: the query would fail as a fault of ours.
  if (filter.includes('\0')) throw invalid('filter', 'must not contain the character U+0000');
  return filter;
}

function readInteger(name: string, value: unknown, min: number, max: number): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number) || number < min || number > max) {
    throw invalid(name, `must be an integer from ${min} to ${max}`);
  }
  return number;
}
