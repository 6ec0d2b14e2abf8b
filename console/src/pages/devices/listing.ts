import { type Connection, connections, type DeviceListing } from '../../api/queries/devices.ts';
import { readNames } from '../../series/view.ts';

export const pageSizes = [25, 50, 100, 250];

export interface ListingView {
  readonly listing: DeviceListing;
  /** Attributes whose last values are columns; undefined: those that most devices of the page have. */
  readonly columns: readonly string[] | undefined;
}

/** Reads which devices the address asks for, whatever somebody has typed there. */
export function readListing(search: Readonly<Record<string, unknown>>): ListingView {
  const page = Math.floor(Number(search.page ?? 1));
  const perPage = Number(search.size);
  const tags = Array.isArray(search.tags) ? search.tags.map(String).filter((tag) => tag !== '') : [];
  const connection = connections.find((name) => name === search.connection);
  return {
    listing: {
      page: page >= 1 && page < 1e9 ? page - 1 : 0,
      perPage: pageSizes.includes(perPage) ? perPage : 25,
      sortField: search.sort === 'creationDate' ? 'creationDate' : 'name',
      sortDirection: search.direction === 'desc' ? 'desc' : 'asc',
      ...(search.name === undefined || search.name === '' ? {} : { name: String(search.name) }),
      ...(tags.length === 0 ? {} : { tags: tags.slice(0, 50) }),
      ...(search.class === undefined || search.class === '' ? {} : { deviceClass: String(search.class) }),
      ...(connection === undefined ? {} : { connection }),
    },
    columns: readNames(search.columns),
  };
}

export function isFiltered({ name, tags, deviceClass, connection }: DeviceListing): boolean {
  return [name, tags, deviceClass, connection].some((each) => each !== undefined);
}

export const connectionLabels: Readonly<Record<Connection, string>> = {
  connected: 'Connected',
  disconnected: 'Disconnected',
  never: 'Never connected',
};
