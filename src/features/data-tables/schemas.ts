import { type Static, Type } from 'typebox';
import { dateTime, email, id, links, normalized, pageAnswerOf, pageQuery } from '../../platform/http/schemas.ts';

const name = Type.String({ minLength: 1, maxLength: 255, ...normalized });
const description = Type.String({ maxLength: 32767, ...normalized });

/** A column of a data table, as it is added and as it is shown. */
export const dataTableColumn = Type.Object(
  {
    name: Type.String({ pattern: '^[0-9a-zA-Z_-]{1,255}$' }),
    dataType: Type.Enum(['string', 'number', 'boolean']),
    constraint: Type.Enum(['unique', 'required', 'optional']),
    defaultValue: Type.Optional(Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
  },
  { additionalProperties: false, title: 'Data Table Column' },
);
export type Column = Static<typeof dataTableColumn>;
const columns = Type.Array(dataTableColumn, { maxItems: 50 });

export const dataTablePost = Type.Object(
  { name, description: Type.Optional(description), columns: Type.Optional(columns) },
  { additionalProperties: false, title: 'Data Table Post' },
);
export type DataTablePost = Static<typeof dataTablePost>;

export const dataTablePatch = Type.Object(
  { name: Type.Optional(name), description: Type.Optional(description) },
  { additionalProperties: false, title: 'Data Table Patch' },
);
export type DataTablePatch = Static<typeof dataTablePatch>;

export const dataTable = Type.Object(
  {
    id,
    dataTableId: id,
    applicationId: id,
    creationDate: dateTime,
    lastUpdated: dateTime,
    name: Type.String(),
    description: Type.String(),
    columns,
    /** Ours. */
    rowCount: Type.Integer(),
    _type: Type.Literal('dataTable'),
    _links: Type.Optional(links),
  },
  { title: 'Data Table' },
);
export const dataTablesQuery = Type.Object(pageQuery);
export const dataTables = pageAnswerOf(dataTable, 'Data Tables', { applicationId: id });
export const removeColumnQuery = Type.Object({ columnName: Type.String({ minLength: 1, maxLength: 255 }) });

/**
 * The values of a row by the names of its columns. What fits the table is judged value by value (`row-values.ts`), since
 * names that the table does not have are ignored.
 */
export const rowValues = Type.Object({}, { additionalProperties: true, title: 'Data Table Row Insert Update' });
export const rowInsert = Type.Union([rowValues, Type.Array(rowValues)], { title: 'Data Table Row Insert' });
export type RowInsert = Static<typeof rowInsert>;

export const row = Type.Object(
  { id: Type.Optional(id), createdAt: Type.Optional(dateTime), updatedAt: Type.Optional(dateTime) },
  { additionalProperties: true, title: 'Data Table Row' },
);
export const insertResult = Type.Object(
  {
    id: Type.Optional(id),
    createdAt: Type.Optional(dateTime),
    updatedAt: Type.Optional(dateTime),
  },
  { additionalProperties: true, title: 'Data Table Row Insert Result' },
);

/** Which rows of a table, and in which order; checked further against its columns. */
export const rowsQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000_000 })),
  sortColumn: Type.Optional(Type.String()),
  sortDirection: Type.Optional(Type.Enum(['asc', 'desc', 'ASC', 'DESC', ''])),
  /** Names of columns, separated by commas. */
  includeFields: Type.Optional(Type.String({ maxLength: 16_384 })),
});
export type RowsQuery = Static<typeof rowsQuery>;

/** A query of the language that `platform/query-language` reads; it judges what is in it. */
export const advancedQuery = Type.Object({}, { additionalProperties: true, title: 'Data Table Query' });

export const rows = Type.Object(
  {
    items: Type.Array(row),
    count: Type.Integer(),
    totalCount: Type.Integer(),
    truncated: Type.Optional(Type.Literal(true, { description: 'The page ended early, because its rows are heavy.' })),
    limit: Type.Integer(),
    offset: Type.Integer(),
    sortColumn: Type.String(),
    sortDirection: Type.String(),
    dataTableId: id,
    applicationId: id,
    query: Type.Optional(Type.Object({}, { additionalProperties: true })),
    _type: Type.Literal('dataTableRows'),
    _links: Type.Optional(links),
  },
  { title: 'Data Table Rows' },
);

export const rowsDeleteQuery = Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })) });
export const rowsDeleted = Type.Object({ removed: Type.Integer() }, { title: 'Data Table Rows Delete' });

export const rowsExport = Type.Object(
  {
    email: Type.Optional(email),
    callbackUrl: Type.Optional(Type.String({ maxLength: 1024 })),
    query: Type.Optional(advancedQuery),
    queryOptions: Type.Optional(
      Type.Object(
        {
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000 })),
          offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000_000 })),
          sortColumn: Type.Optional(Type.String({ maxLength: 255 })),
          sortDirection: Type.Optional(Type.Enum(['asc', 'desc', 'ASC', 'DESC', ''])),
        },
        { additionalProperties: true },
      ),
    ),
    /** Ours: an apostrophe before every text that a spreadsheet would run as a formula. */
    guardFormulas: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false, title: 'Data Table Rows Export' },
);
export type RowsExport = Static<typeof rowsExport>;
export const jobStarted = Type.Object({ success: Type.Literal(true), jobId: id }, { title: 'Success' });

/** Read by the handler itself: the part `file` of a form, as CSV. */
export const importForm = Type.Object(
  { file: Type.String({ format: 'binary' }) },
  { additionalProperties: true, title: 'Data Table Rows Import' },
);
export const dataTableImport = Type.Object(
  {
    id,
    jobId: id,
    applicationId: id,
    dataTableId: id,
    state: Type.Enum(['pending', 'running', 'done', 'failed']),
    bytes: Type.Integer(),
    /** Of the file. */
    rows: Type.Integer(),
    /** Rows that were stored so far. */
    count: Type.Integer(),
    errorCount: Type.Integer(),
    errors: Type.Array(Type.Object({ line: Type.Integer(), message: Type.String() })),
    error: Type.Optional(Type.String()),
    creationDate: dateTime,
    finishedDate: Type.Optional(dateTime),
    _type: Type.Literal('dataTableImport'),
    _links: Type.Optional(links),
  },
  { title: 'Data Table Import' },
);
export const dataTableImports = Type.Object(
  {
    items: Type.Array(dataTableImport),
    count: Type.Integer(),
    applicationId: id,
    dataTableId: id,
    _type: Type.Literal('dataTableImports'),
    _links: Type.Optional(links),
  },
  { title: 'Data Table Imports' },
);
