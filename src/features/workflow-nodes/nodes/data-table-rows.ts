import { fromDecimal } from '../../../kernel/decimal.ts';
import { isContainer, isObject } from '../../../platform/language/index.ts';
import type { NodeConfig } from '../config.ts';
import type { NodeContext, NodeType } from '../context.ts';
import { dataFields, readData } from '../data-method.ts';
import { type FieldDeclaration, runnableClasses } from '../declaration.ts';
import { ActionError, NodeError } from '../errors.ts';
import { resultField } from '../fields.ts';
import { softly } from '../outcomes.ts';

const tableField = { key: 'dataTableIdTemplate', kind: 'template', label: 'Data table', required: true } as const;
const rowKeys = { json: 'rowJsonTemplate', path: 'rowPayloadPath' };
const rowFields: readonly FieldDeclaration[] = [
  ...dataFields('Row', rowKeys),
  {
    key: 'rowFields',
    kind: 'list',
    label: 'Columns',
    when: { key: 'dataMethod', is: ['individualFields'] },
    fields: [
      { key: 'columnTemplate', kind: 'template', label: 'Column' },
      { key: 'valueTemplate', kind: 'template', label: 'Value', help: 'Read as the type of the column; empty: null.' },
    ],
  },
];

export const dataTableInsertRowNode: NodeType = {
  type: 'DataTableInsertRowNode',
  label: 'Table: Insert Row',
  summary: 'Inserts a row into a data table, or many that an array holds.',
  category: 'data',
  classes: runnableClasses,
  outputs: 1,
  isSoft: true,
  fields: [
    tableField,
    ...rowFields,
    resultField({
      help: 'The row; of an array an object with count and rowIds, and errorCount and errors where rows do not fit.',
    }),
  ],
  example: {
    dataTableIdTemplate: '{{globals.table}}',
    rowFields: [{ columnTemplate: 'room', valueTemplate: '{{data.room}}' }],
    resultPath: 'working.row',
  },
  async run(context) {
    const { config, services } = context;
    const dataTableId = config.requiredText('dataTableIdTemplate');
    const body = readRow(config);
    if (!isContainer(body)) throw new NodeError('ValidationError', 'The row is no object');
    await softly(context, 'resultPath', async () => {
      const row = await castFields(context, dataTableId, body);
      const request = { action: 'dataTableRows.post', parameters: { dataTableId }, body: row };
      const result = await services.api.call(request);
      if (!Array.isArray(body)) return result;
      const { count, rowIds, errorCount, errors } = result as InsertedRows;
      return errorCount === 0 ? { count, rowIds } : { count, rowIds, errorCount, errors };
    });
  },
};

/** What the API says of an array of rows. */
interface InsertedRows {
  readonly count: number;
  readonly rowIds: readonly string[];
  readonly errorCount: number;
  readonly errors: readonly { readonly index: number; readonly message: string }[];
}

const queryFields: readonly FieldDeclaration[] = [
  { key: 'rowIdTemplate', kind: 'template', label: 'Row id' },
  { key: 'queryTemplate', kind: 'query', label: 'Query', help: 'JSON, as in {"level": {"$gt": 5}}.' },
];

export const dataTableUpdateRowNode: NodeType = {
  type: 'DataTableUpdateRowNode',
  label: 'Table: Update Row',
  summary: 'Changes the named columns of a row, which its id or a query selects.',
  category: 'data',
  classes: runnableClasses,
  outputs: 1,
  isSoft: true,
  fields: [
    tableField,
    { key: 'rowSelectType', kind: 'select', label: 'Row by', options: ['id', 'query'], default: 'id' },
    ...queryFields,
    ...rowFields,
    { key: 'upsertCheck', kind: 'boolean', label: 'Insert it if there is none', default: false },
    resultField({ help: 'The row afterwards.' }),
  ],
  example: {
    dataTableIdTemplate: '{{globals.table}}',
    rowSelectType: 'query',
    queryTemplate: '{"room": {"$eq": "{{data.room}}"}}',
    rowFields: [{ columnTemplate: 'level', valueTemplate: '{{data.level}}' }],
    upsertCheck: true,
    resultPath: 'working.row',
  },
  async run(context) {
    const { config } = context;
    const dataTableId = config.requiredText('dataTableIdTemplate');
    const byQuery = config.plain('rowSelectType') === 'query';
    const query = byQuery ? (config.query('queryTemplate') ?? {}) : undefined;
    const isUpsert = config.boolean('upsertCheck');
    const givenId = byQuery || isUpsert ? config.text('rowIdTemplate').trim() : config.requiredText('rowIdTemplate');
    const given = readRow(config);
    if (!isObject(given)) throw new NodeError('ValidationError', 'The row is no object');
    await softly(context, 'resultPath', async () => {
      const { services } = context;
      const body = await castFields(context, dataTableId, given);
      const rowId = query === undefined ? givenId : await findFirst(context, dataTableId, query);
      try {
        if (!rowId) throw new ActionError('NotFound', 'No row was found');
        return await services.api.call({ action: 'dataTableRow.patch', parameters: { dataTableId, rowId }, body });
      } catch (error) {
        const isMissing = error instanceof Error && 'type' in error ? error.type === 'NotFound' : !rowId;
        if (!isUpsert || !isMissing) throw error;
        return services.api.call({ action: 'dataTableRows.post', parameters: { dataTableId }, body });
      }
    });
  },
};

export const dataTableDeleteRowNode: NodeType = {
  type: 'DataTableDeleteRowNode',
  label: 'Table: Delete Rows',
  summary: 'Deletes a row by its id, or the oldest of the rows that a query selects.',
  category: 'data',
  classes: runnableClasses,
  outputs: 1,
  isSoft: true,
  fields: [
    tableField,
    ...queryFields,
    { key: 'limitTemplate', kind: 'template', label: 'At most', help: 'Of a query; at most 1000.', default: '1000' },
    resultField({ help: 'An object with result and count.' }),
  ],
  example: {
    dataTableIdTemplate: '{{globals.table}}',
    queryTemplate: '{"level": {"$lt": 1}}',
    limitTemplate: '100',
    resultPath: 'working.deleted',
  },
  async run(context) {
    const { config, services } = context;
    const dataTableId = config.requiredText('dataTableIdTemplate');
    const rowId = config.text('rowIdTemplate').trim();
    const body = config.query('queryTemplate');
    const limit = config.number('limitTemplate');
    if (rowId === '' && body === undefined)
      throw new NodeError('ValidationError', 'Neither a row id nor a query says which rows are to go');
    await softly(context, 'resultPath', async () => {
      if (rowId !== '') {
        await services.api.call({ action: 'dataTableRow.delete', parameters: { dataTableId, rowId } });
        return { result: true, count: 1 };
      }
      const request = { action: 'dataTableRows.delete', parameters: { dataTableId }, query: { limit }, body };
      const { removed } = (await services.api.call(request)) as { removed: number };
      return { result: true, count: removed };
    });
  },
};

function readRow(config: NodeConfig): unknown {
  return readData(config, rowKeys, () =>
    Object.fromEntries(
      config.list('rowFields').flatMap((field) => {
        const column = field.text('columnTemplate', { escape: false }).trim();
        const value = field.text('valueTemplate', { escape: false });
        return column === '' ? [] : [[column, value === '' ? null : value]];
      }),
    ),
  );
}

/** Texts of fields as the types of their columns want them; rows that come whole are as they are. */
async function castFields({ config, services }: NodeContext, dataTableId: string, row: unknown): Promise<unknown> {
  if (config.choice('dataMethod', 'individualFields' as string) !== 'individualFields') return row;
  const table = await services.api.call({ action: 'dataTable.get', parameters: { dataTableId } });
  const { columns } = table as { columns: readonly { readonly name: string; readonly dataType: string }[] };
  const types = new Map(columns.map(({ name, dataType }) => [name, dataType]));
  return Object.fromEntries(
    Object.entries(row as object).map(([name, text]) => [name, cast(text as string | null, types.get(name))]),
  );
}

/** What does not fit is left to the table to refuse. */
function cast(text: string | null, dataType: string | undefined): unknown {
  if (text === null) return null;
  const trimmed = text.trim();
  if (dataType === 'number') return fromDecimal(trimmed) ?? text;
  if (dataType === 'boolean' && (trimmed === 'true' || trimmed === 'false')) return trimmed === 'true';
  return text;
}

/** The id of the first row that a query selects; '' when there is none. */
async function findFirst({ services }: NodeContext, dataTableId: string, body: unknown): Promise<string> {
  const request = { action: 'dataTableRows.query', parameters: { dataTableId }, query: { limit: 1 }, body };
  const { items } = (await services.api.call(request)) as { items: { id: string }[] };
  return items[0]?.id ?? '';
}
