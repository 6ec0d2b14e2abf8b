import type { NodeConfig } from './config.ts';

const maxPerPage = 1000;

/** Which of what is found a node wants (workflows.md, "5. Nodes", **page**). */
export interface PageQuestion {
  readonly isMultiple: boolean;
  readonly page: number;
  /** 0: only counts. */
  readonly perPage: number;
  readonly sortField: string;
  readonly sortDirection: string;
}

/** The page of a node with `pageFields`. */
export function readPageQuestion(config: NodeConfig): PageQuestion {
  const isMultiple = config.boolean('findMultiple');
  return {
    isMultiple,
    perPage: isMultiple ? Math.min(Math.max(config.number('resultsPerPage') ?? 100, 0), maxPerPage) : 1,
    page: isMultiple ? Math.max(config.number('resultsPage') ?? 0, 0) : 0,
    sortField: config.text('sortField').trim(),
    sortDirection: config.text('sortDirection').trim(),
  };
}

/** What goes to the result path: the first or null, an array, or with `findMetadata` an object with counts. */
export function toPageResult(
  config: NodeConfig,
  { isMultiple, page, perPage }: PageQuestion,
  { items, totalCount }: { readonly items: readonly unknown[]; readonly totalCount: number },
): unknown {
  if (!isMultiple) return items[0] ?? null;
  const isCounting = perPage === 0 || config.boolean('findMetadata');
  return isCounting ? { items, count: items.length, totalCount, page, perPage } : items;
}
