import { type BundleExport, type BundleFields, nothingExported } from './bundle-kind.ts';

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

/** The ids of what is there by its names; of two of one name the first. */
export function namesOf(rows: readonly NamedRow[]): Map<string, string> {
  return new Map(rows.toReversed().map(({ id, name }) => [name, id]));
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
