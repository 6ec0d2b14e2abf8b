import { type EventLevel, type EventState, levels, states } from './words.ts';

export const pageSizes = [25, 50, 100, 250];
const sortFields = ['creationDate', 'lastUpdated', 'subject', 'level', 'state'] as const;

/** Which events are wanted; what is left out does not matter. */
export interface EventFilter {
  /** A part of the subject, in whatever case. */
  readonly subject?: string;
  /** This level alone. */
  readonly level?: EventLevel;
  readonly state?: EventState;
}

export interface EventListing extends EventFilter {
  /** From 0. */
  readonly page: number;
  readonly perPage: number;
  readonly sortField: (typeof sortFields)[number];
  readonly sortDirection: 'asc' | 'desc';
}

/** Reads which events the address asks for, whatever somebody has typed there. */
export function readListing(search: Readonly<Record<string, unknown>>): EventListing {
  const page = Math.floor(Number(search.page ?? 1));
  const perPage = Number(search.size);
  const level = levels.find((one) => one === search.level);
  const state = states.find((one) => one === search.state);
  return {
    page: page >= 1 && page < 1e9 ? page - 1 : 0,
    perPage: pageSizes.includes(perPage) ? perPage : 25,
    sortField: sortFields.find((one) => one === search.sort) ?? 'creationDate',
    sortDirection: search.direction === 'asc' ? 'asc' : 'desc',
    ...(search.subject === undefined || search.subject === '' ? {} : { subject: String(search.subject) }),
    ...(level ? { level } : {}),
    ...(state ? { state } : {}),
  };
}

export function isFiltered({ subject, level, state }: EventFilter): boolean {
  return [subject, level, state].some((each) => each !== undefined);
}

/** The advanced event query of a filter; undefined when every event passes. */
export function toEventQuery({ subject, level, state }: EventFilter): Record<string, unknown> | undefined {
  const query = {
    ...(state === undefined ? {} : { state }),
    ...(level === undefined ? {} : { level }),
    ...(subject === undefined ? {} : { subject: { $contains: subject, $ci: true } }),
  };
  return Object.keys(query).length === 0 ? undefined : query;
}
