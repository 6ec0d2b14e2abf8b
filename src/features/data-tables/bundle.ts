import { type CsvValue, csvLine } from '../../kernel/csv.ts';
import type {
  BundleApplication,
  BundleContent,
  BundleExport,
  BundleKind,
  BundleOptions,
} from '../../platform/bundles/bundle-kind.ts';
import { eachRecord, pickFields, recordCheck } from '../../platform/bundles/check-record.ts';
import { byName, FileNames, matchByName } from '../../platform/bundles/named-rows.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { columnName, toColumn } from './columns.ts';
import { hasOpenImports } from './import-store.ts';
import type { DataTableImports } from './imports.ts';
import { dataTableResource } from './resource.ts';
import { walkRows } from './row-walk.ts';
import { type DataTablePost, dataTablePost } from './schemas.ts';
import type { DataTableService } from './service.ts';
import { type DataTableRow, listAllTables } from './store.ts';

const check = recordCheck<DataTablePost>(dataTablePost);

interface DataTableBundleOptions {
  readonly database: Database;
  readonly tables: DataTableService;
  readonly imports: DataTableImports;
}

/** Data tables of bundles: `dataTables/<name>.yaml` and, with its rows, `dataTables/<name>.csv`. */
export function dataTableBundleKind({ database, tables, imports }: DataTableBundleOptions): BundleKind {
  return {
    resourceType: 'DataTable',
    type: dataTableResource.type,
    label: 'data tables',
    match: async (tx, records, { applicationRowId }) => matchByName(records, await listAllTables(tx, applicationRowId)),
    async insert(steps, records, bundle) {
      const { application, options } = bundle;
      await eachRecord({ steps, records, bundle }, async (tx, record) => {
        const body = check(pickFields(record.fields, dataTablePost));
        const same = record.present?.id;
        const { localFilename } = record.fields;
        const file = typeof localFilename === 'string' ? bundle.resolve(record, localFilename) : undefined;
        if (same !== undefined) {
          const rows = options.includeDataTableRows ? file : undefined;
          return bundle.found(record, async () => {
            await tables.replace(tx, application, same, { body, isEmptied: rows !== undefined });
            if (rows !== undefined) bundle.later(record, rows, { of: same });
          });
        }
        await tables.insert(tx, application, body, { id: record.id });
        bundle.stored(record);
        if (typeof localFilename !== 'string') return;
        if (!options.includeDataTableRows) bundle.warn(record, 'its rows were not asked for (includeDataTableRows)');
        else if (file !== undefined) bundle.later(record, file);
        else bundle.warn(record, `has no rows: there is no file ${localFilename} in the bundle`);
      });
    },
    load: ({ application, source, id, author: relay }, body, finish) =>
      imports.take({ application, dataTableId: id }, { source, relay }, body, finish),
    isSettled: async (db, { applicationRowId }, ids) => !(await hasOpenImports(db, applicationRowId, ids)),
    export: (db, application, options) => exportTables(database, db, application, options),
  };
}

async function exportTables(
  database: Database,
  db: Queryable,
  { applicationRowId }: BundleApplication,
  { includeDataTableRows }: BundleOptions,
): Promise<BundleExport> {
  const tables = byName(await listAllTables(db, applicationRowId));
  const names = new FileNames();
  const files = tables.map((table) => ({ table, file: names.of(table.name) }));
  return {
    named: tables.map(({ id, name }) => ({ id, name })),
    documents: files.map(({ table: { id, name, description, columns }, file }) => ({
      path: `dataTables/${file}.yaml`,
      resources: [
        {
          id,
          name,
          description,
          columns: columns.map(toColumn),
          ...(includeDataTableRows ? { localFilename: `./${file}.csv` } : {}),
        },
      ],
    })),
    contents: includeDataTableRows
      ? files.map(
          ({ table, file }): BundleContent => ({
            path: `dataTables/${file}.csv`,
            isText: true,
            read: (signal) => writeRows(database, table, signal),
          }),
        )
      : [],
  };
}

/** What becomes of rows, up to their checksum, takes the thread some 15 ms for each MiB. */
const rowsOfStep = { rows: 500, bytes: 256 * 1024 };

/** Without ids and times: rows get others wherever they come. */
async function* writeRows(database: Database, table: DataTableRow, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const { columns } = table;
  yield Buffer.from(toLine(columns.map(({ name }) => name)));
  const everything = {
    condition: undefined,
    sort: 'createdAt' as const,
    direction: 'asc' as const,
    limit: Number.MAX_SAFE_INTEGER,
    offset: 0,
  };
  for await (const rows of walkRows(database, table, everything, signal, rowsOfStep)) {
    const lines = rows.map((row) =>
      toLine(columns.map((column) => (row[columnName(column)] ?? undefined) as CsvValue)),
    );
    yield Buffer.from(lines.join(''));
  }
}

/** A row without any value must not be an empty line, which is no row. */
function toLine(values: readonly CsvValue[]): string {
  const line = csvLine([...values]);
  return line === '\n' || line === '\r\n' ? `""${line}` : line;
}
