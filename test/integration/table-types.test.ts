import { expect, it } from 'vitest';

const scripts = new URL('../../scripts/', import.meta.url);
const { describeTables } = await import(new URL('generators/tables.mjs', scripts).href);
const { findNamedTables } = await import(new URL('table-owners.mjs', scripts).href);

const folder = 'src/features/lamps';
const lamp = { folder, name: 'lamp', kind: 'DeclaredTables', columns: ['tags'] };
const plain = { isNullable: false, hasDefault: false, isComputed: false };
const relation = {
  kind: 'r',
  columns: [
    { ...plain, name: 'lamp_row_id', type: 'int8', isComputed: true, hasDefault: true },
    { ...plain, name: 'id', type: 'text' },
    { ...plain, name: 'colour', type: 'text', choices: ['red', 'green'], hasDefault: true },
    { ...plain, name: 'seen_at', type: 'timestamptz', isNullable: true },
    { ...plain, name: 'places', type: '_int4' },
    { ...plain, name: 'tags', type: 'jsonb', hasDefault: true },
  ],
};

it('types columns as the database has them and the owner describes them', () => {
  const [file] = describeTables([lamp], new Map([['lamp', relation]]));
  expect(file.path).toBe('src/features/lamps/tables.generated.ts');
  expect(file.text).toContain(`export interface LampTable {
  lamp_row_id: GeneratedAlways<number>;
  id: string;
  colour: Generated<'red' | 'green'>;
  seen_at: Date | null;
  places: number[];
  tags: ColumnType<DeclaredTables['lamp']['tags'], string | undefined, string>;
}`);
  expect(file.text).toContain(`declare module '../../platform/database/database.ts' {
  interface Tables {
    lamp: LampTable;
  }
}`);
});

it('lets nobody write to a shared view', () => {
  const view = { ...lamp, name: 'lamp_directory', kind: 'SharedViews', columns: [] };
  const columns = [{ ...plain, name: 'seen_at', type: 'timestamptz', isNullable: true }];
  const [file] = describeTables([view], new Map([['lamp_directory', { kind: 'v', columns }]]));
  expect(file.text).toContain('  seen_at: ColumnType<Date | null, never, never>;');
});

it.each([
  ['a table without an owner', [], relation, 'no tables.ts declares lamp'],
  ['a declaration without a table', [lamp, { ...lamp, name: 'bulb' }], relation, 'declares bulb, which no migration'],
  ['a column that is not there', [{ ...lamp, columns: ['tags', 'size'] }], relation, 'describes lamp.size'],
  ['a jsonb that nobody describes', [{ ...lamp, columns: [] }], relation, 'must say what lamp.tags holds'],
  ['a view that is no view', [{ ...lamp, kind: 'SharedViews' }], relation, 'in SharedViews, but it is a table'],
])('refuses %s', (_what, declarations, table, message) => {
  expect(() => describeTables(declarations, new Map([['lamp', table]]))).toThrow(message);
});

it.each([
  "db.selectFrom('lamp').selectAll()",
  "db.selectFrom(['lamp as one', 'other'])",
  "db.updateTable('other').from('lamp')",
  "db.selectFrom('other').leftJoin('lamp as l', 'l.id', 'other.id')",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the source that is looked at
  'sql`select from lamp where id = ${id}`',
  'sql`from lamp`',
  'query({ sql: "select 1 from other, lamp where true" })',
  'query({ sql: "insert into lamp(id) select 1" })',
  'query({ sql: "update lamp set id = 1" })',
  'query({ sql: "delete from other using lamp where true" })',
  'query({ sql: "select 1 where x = \'lamp\'::regclass" })',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the source that is looked at
  'query({ sql: `drop table if exists lamp_${week}` })',
])('sees the table that %s names', (source) => {
  expect(findNamedTables('src/features/other/store.ts', source, ['lamp'])).toEqual([{ line: 1, name: 'lamp' }]);
});

it.each([
  "throw new Error('it was removed from lamp')",
  'sql`select from other as lamp where lamp.id = 1 and other.id in (select 1, lamp.id)`',
  "db.selectFrom('lamp_directory as lamp').select('lamp.id')",
  '// select from lamp',
])('sees none in %s', (source) => {
  expect(findNamedTables('src/features/other/store.ts', source, ['lamp'])).toEqual([]);
});

it('sees what a resource declares', () => {
  const source = "export const lampResource = { type: 'lamp', table: 'lamp', heavyTables: ['lamp_glow'] };";
  expect(findNamedTables(`${folder}/resource.ts`, source, ['lamp', 'lamp_glow'])).toEqual([
    { line: 1, name: 'lamp' },
    { line: 1, name: 'lamp_glow' },
  ]);
});
