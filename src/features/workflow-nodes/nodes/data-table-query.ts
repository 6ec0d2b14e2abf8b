import type { NodeType } from '../context.ts';
import { runnableClasses } from '../declaration.ts';
import { resultField } from '../fields.ts';
import { softly } from '../outcomes.ts';

/** Conditions on columns, for a form. */
const queryHelp = 'JSON, as in {"level": {"$gt": 5}}; empty: all rows.';

export const dataTableQueryNode: NodeType = {
  type: 'DataTableQueryNode',
  label: 'Table: Get Rows',
  summary: 'Finds rows of a data table, a page at a time.',
  category: 'data',
  classes: runnableClasses,
  outputs: 1,
  isSoft: true,
  fields: [
    { key: 'dataTableIdTemplate', kind: 'template', label: 'Data table', required: true },
    { key: 'queryTemplate', kind: 'query', label: 'Query', help: queryHelp },
    { key: 'sortColumnTemplate', kind: 'template', label: 'Sort by', help: 'A column; empty: when rows were created.' },
    { key: 'sortDirectionTemplate', kind: 'template', label: 'Direction', help: 'asc or desc.', default: 'asc' },
    { key: 'limitTemplate', kind: 'template', label: 'Rows', help: 'At most 1000.', default: '1000' },
    { key: 'offsetTemplate', kind: 'template', label: 'After', help: 'Rows that are left out first.', default: '0' },
    { key: 'includeFieldsTemplate', kind: 'template', label: 'Columns', help: 'Separated by commas; empty: all.' },
    resultField({ required: true, help: 'An object with items, count and totalCount.' }),
  ],
  example: {
    dataTableIdTemplate: '{{globals.table}}',
    queryTemplate: '{"room": {"$eq": "{{data.room}}"}}',
    sortColumnTemplate: 'room',
    limitTemplate: '10',
    resultPath: 'working.rows',
  },
  async run(context) {
    const { config, services } = context;
    const dataTableId = config.requiredText('dataTableIdTemplate');
    const sortDirection = config.text('sortDirectionTemplate').trim().toLowerCase();
    const query = {
      limit: config.number('limitTemplate'),
      offset: config.number('offsetTemplate'),
      sortColumn: config.text('sortColumnTemplate', { escape: false }).trim() || undefined,
      sortDirection: sortDirection === '' || sortDirection === 'id' ? undefined : sortDirection,
      includeFields: config.text('includeFieldsTemplate', { escape: false }).trim() || undefined,
    };
    const body = config.query('queryTemplate') ?? {};
    await softly(context, 'resultPath', () =>
      services.api.call({ action: 'dataTableRows.query', parameters: { dataTableId }, query, body }),
    );
  },
};
