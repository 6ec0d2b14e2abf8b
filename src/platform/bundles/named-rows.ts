import { normalizeText } from '../../kernel/text.ts';
import {
  type BundleExport,
  type BundleFields,
  type BundleRecord,
  nothingExported,
  type PresentRecord,
} from './bundle-kind.ts';

interface NamedRow {
  readonly id: string;
  readonly name: string;
}

/**
 * The one file of a kind whose records are told apart by their names: in their order, and among equals in that of the rows,
 * which an import keeps.
 */
export function resourcesByName<Row extends NamedRow>(
  path: string,
  rows: readonly Row[],
  toFields: (row: Row) => BundleFields,
): BundleExport {
  if (rows.length === 0) return nothingExported;
  const sorted = byName(rows);
  return {
    named: sorted.map(({ id, name }) => ({ id, name })),
    documents: [{ path, resources: sorted.map(toFields) }],
  };
}

/** In the order of the names, by code units, whatever the language of the server. */
export function byName<Row extends { readonly name: string }>(rows: readonly Row[]): Row[] {
  return [...rows].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/**
 * Which of the records are there already: the first of the records with a key is the first of the rows with it, the second the
 * second, and so on.
 *
 * @param options.rows in the order in which they were made
 * @param options.keyOf undefined: is never there
 */
export function matchByKey<Row>(
  records: readonly BundleRecord[],
  options: {
    readonly rows: readonly Row[];
    readonly keyOfRow: (row: Row) => string;
    readonly keyOf: (record: BundleRecord) => string | undefined;
  },
): Map<string, Row> {
  const present = Map.groupBy(options.rows, options.keyOfRow);
  const matched = new Map<string, Row>();
  for (const record of [...records].sort((a, b) => numberOf(a.label) - numberOf(b.label))) {
    const key = options.keyOf(record);
    const row = key === undefined ? undefined : present.get(key)?.shift();
    if (row !== undefined) matched.set(record.id, row);
  }
  return matched;
}

/** As `matchByKey`, of kinds whose natural key is the name. */
export function matchByName(records: readonly BundleRecord[], rows: readonly NamedRow[]): Map<string, PresentRecord> {
  const matched = matchByKey(records, { rows, keyOfRow: ({ name }) => name, keyOf: nameOf });
  return new Map([...matched].map(([recordId, { id }]) => [recordId, { id }]));
}

/** The name of a record in the form in which names are stored. */
export function nameOf({ fields: { name } }: BundleRecord): string | undefined {
  return typeof name === 'string' ? normalizeText(name) : undefined;
}

/** In an export those of one name are told apart by a number, in the order in which they were made. */
export function numberOf(label: string): number {
  return Number(label.match(/-(\d{1,9})~$/)?.[1] ?? 1);
}

/** Names of files, each unlike the others whatever the file system thinks of case: `Distribution_Centers`. */
export class FileNames {
  readonly #used = new Set<string>();

  of(name: string): string {
    const base =
      [...name.replaceAll(/[^\p{L}\p{N}\p{M}.-]/gu, '_').replaceAll(/^\.+/g, '_')].slice(0, 100).join('') || '_';
    for (let number = 1; ; number += 1) {
      const file = number === 1 ? base : `${base}-${number}`;
      const folded = file.normalize('NFC').toLowerCase();
      if (this.#used.has(folded)) continue;
      this.#used.add(folded);
      return file;
    }
  }
}
