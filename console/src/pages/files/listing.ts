export const pageSizes = [50, 100, 250];

const sortFields = ['type', 'name', 'lastUpdated', 'creationDate'] as const;
export type FileSort = (typeof sortFields)[number];

/** Which files a page shows. */
export interface FileListing {
  /** Begins and ends with a slash. */
  readonly directory: string;
  /** Counted from 0. */
  readonly page: number;
  readonly perPage: number;
  readonly sortField: FileSort;
  readonly sortDirection: 'asc' | 'desc';
}

/** Reads which directory the address asks for, whatever somebody has typed there. */
export function readListing(search: Readonly<Record<string, unknown>>): FileListing {
  const page = Math.floor(Number(search.page ?? 1));
  const perPage = Number(search.size);
  return {
    directory: toDirectory(String(search.directory ?? '/')),
    page: page >= 1 && page < 1e9 ? page - 1 : 0,
    perPage: pageSizes.includes(perPage) ? perPage : 100,
    sortField: sortFields.find((field) => field === search.sort) ?? 'type',
    sortDirection: search.direction === 'desc' ? 'desc' : 'asc',
  };
}

function toDirectory(text: string): string {
  const steps = text.split('/').filter((step) => step !== '');
  return steps.length === 0 ? '/' : `/${steps.join('/')}/`;
}

/** The steps on the way to a directory, each with the directory that it leads to. */
export function listSteps(directory: string): { name: string; directory: string }[] {
  const steps = directory.split('/').filter((step) => step !== '');
  return steps.map((name, index) => ({ name, directory: `/${steps.slice(0, index + 1).join('/')}/` }));
}

/** The address of a directory's page, below /console. */
export function directoryPath(applicationId: string, directory: string): string {
  const path = `/applications/${applicationId}/files`;
  return directory === '/' ? path : `${path}?directory=${encodeURIComponent(directory)}`;
}
