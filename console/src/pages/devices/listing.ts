import { type Connection, connections, type DeviceListing, type DeviceSort } from '../../api/queries/devices.ts';
import { readNames } from '../../series/view.ts';
import { t } from '../../words/words.ts';

export const pageSizes = [25, 50, 100, 250];

/** The columns that can be shown beside the name and the last values, in the order of the list. */
export const fixedColumns = {
  connection: t('Connection'),
  lastReport: t('Last report'),
  tags: t('Tags'),
  class: t('Class'),
  gateway: t('Gateway'),
  created: t('Created'),
  changed: t('Last changed'),
  id: t('Device id'),
} as const;
export type FixedColumn = keyof typeof fixedColumns;
export const usualColumns: readonly FixedColumn[] = ['connection', 'lastReport', 'tags', 'class', 'created'];

export interface ListingView {
  readonly listing: DeviceListing;
  /** Attributes whose last values are columns; undefined: those that most devices of the page have. */
  readonly columns: readonly string[] | undefined;
  readonly shown: readonly FixedColumn[];
}

/** Reads which devices the address asks for, whatever somebody has typed there. */
export function readListing(search: Readonly<Record<string, unknown>>): ListingView {
  const page = Math.floor(Number(search.page ?? 1));
  const perPage = Number(search.size);
  const tags = Array.isArray(search.tags) ? search.tags.map(String).filter((tag) => tag !== '') : [];
  const connection = connections.find((name) => name === search.connection);
  const shown = readNames(search.show)?.filter((name): name is FixedColumn => Object.hasOwn(fixedColumns, name));
  return {
    listing: {
      page: page >= 1 && page < 1e9 ? page - 1 : 0,
      perPage: pageSizes.includes(perPage) ? perPage : 25,
      sort: readSort(search.sort),
      sortDirection: search.direction === 'desc' ? 'desc' : 'asc',
      ...(search.name === undefined || search.name === '' ? {} : { name: String(search.name) }),
      ...(tags.length === 0 ? {} : { tags: tags.slice(0, 50) }),
      ...(search.class === undefined || search.class === '' ? {} : { deviceClass: String(search.class) }),
      ...(connection === undefined ? {} : { connection }),
    },
    columns: readNames(search.columns),
    shown: shown ?? usualColumns,
  };
}

const sorts: readonly string[] = [
  'name',
  'creationDate',
  'lastUpdated',
  'deviceClass',
  'connectionStatus',
  'lastReport',
];
const attributePattern = /^value\.[0-9a-zA-Z_-]{1,255}$/;

/** `value.temperature`: by the newest value of an attribute. */
function readSort(wanted: unknown): DeviceSort {
  const sort = String(wanted ?? 'name');
  return sorts.includes(sort) || attributePattern.test(sort) ? (sort as DeviceSort) : 'name';
}

export function isFiltered({ name, tags, deviceClass, connection }: DeviceListing): boolean {
  return [name, tags, deviceClass, connection].some((each) => each !== undefined);
}

export const connectionLabels: Readonly<Record<Connection, string>> = {
  connected: t('Connected'),
  disconnected: t('Disconnected'),
  never: t('Never connected'),
};
