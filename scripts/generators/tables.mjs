import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { readDeclarations } from './table-declarations.mjs';

/**
 * Types of the rows, a file beside each owner's `tables.ts`: the columns as the migrations make them, and what SQL cannot
 * say of them as the owner declares it.
 *
 * @returns `{path, text}` of each file
 * @throws Error naming what is in one of the two only, has two owners, or is a json that nobody describes
 */
export async function makeTableTypes(root) {
  return describeTables(readDeclarations(root), await readRelations(root));
}

/** As `makeTableTypes`, of what the files declare and what the database has. */
export function describeTables(declarations, relations) {
  for (const { folder, name } of declarations) {
    if (!relations.has(name)) throw new Error(`${folder}/tables.ts declares ${name}, which no migration makes`);
  }
  for (const name of relations.keys()) {
    if (!declarations.some((one) => one.name === name))
      throw new Error(`no tables.ts declares ${name}, which the migrations make`);
  }
  return [...Map.groupBy(declarations, ({ folder }) => folder)].map(([folder, own]) => ({
    path: `${folder}/tables.generated.ts`,
    text: describeFolder(
      folder,
      own.map((declaration) => describeRelation(declaration, relations.get(declaration.name))),
    ),
  }));
}

/** How columns come out of a database: see `Database` in src/platform/database/database.ts. By the type's name in SQL. */
const scalars = {
  bool: 'boolean',
  bytea: 'Uint8Array',
  date: 'string',
  float4: 'number',
  float8: 'number',
  int2: 'number',
  int4: 'number',
  int8: 'number',
  numeric: 'number',
  text: 'string',
  timestamp: 'Date',
  timestamptz: 'Date',
  uuid: 'string',
  varchar: 'string',
};

function describeRelation({ folder, name, kind, columns: declared }, relation) {
  const isView = relation.kind === 'v';
  if (isView !== (kind === 'SharedViews'))
    throw new Error(`${folder}/tables.ts declares ${name} in ${kind}, but it is a ${isView ? 'view' : 'table'}`);
  for (const column of declared) {
    if (!relation.columns.some((one) => one.name === column))
      throw new Error(`${folder}/tables.ts describes ${name}.${column}, which no migration makes`);
  }
  const typeName = `${name.replaceAll(/(?:^|_)([a-z])/g, (_, letter) => letter.toUpperCase())}${isView ? 'View' : 'Table'}`;
  const lines = relation.columns.map((column) => {
    const isDeclared = declared.includes(column.name);
    const type = isDeclared ? `${kind}['${name}']['${column.name}']` : typeOf(folder, name, column);
    return `  ${column.name}: ${wrap(column, type, isView)};`;
  });
  return { name, typeName, kind, isDeclared: declared.length > 0, text: lines.join('\n') };
}

function typeOf(folder, table, { name, type, choices }) {
  if (choices) return choices.map((choice) => `'${choice}'`).join(' | ');
  const scalar = scalars[type] ?? (type.startsWith('_') && scalars[type.slice(1)] && `${scalars[type.slice(1)]}[]`);
  if (!scalar) throw new Error(`${folder}/tables.ts must say what ${table}.${name} holds: its type in SQL is ${type}`);
  return scalar;
}

/** What may be read, inserted and updated. A json or jsonb is written as its text. */
function wrap({ type, isNullable, hasDefault, isComputed }, bare, isView) {
  const orNull = isNullable ? ' | null' : '';
  if (isView) return `ColumnType<${bare}${orNull}, never, never>`;
  if (isComputed) return `GeneratedAlways<${bare}${orNull}>`;
  if (type === 'jsonb' || type === 'json')
    return `ColumnType<${bare}${orNull}, string${orNull}${hasDefault ? ' | undefined' : ''}, string${orNull}>`;
  return hasDefault ? `Generated<${bare}${orNull}>` : `${bare}${orNull}`;
}

function describeFolder(folder, relations) {
  const body = relations.map(({ typeName, text }) => `export interface ${typeName} {\n${text}\n}\n`).join('\n');
  const kysely = ['ColumnType', 'Generated', 'GeneratedAlways'].filter((name) => body.includes(`${name}<`));
  const declared = ['DeclaredTables', 'SharedViews'].filter((kind) =>
    relations.some((one) => one.kind === kind && one.isDeclared),
  );
  const database = relative(folder, 'src/platform/database/database.ts');
  const imports = [
    ...(kysely.length > 0 ? [`import type { ${kysely.join(', ')} } from 'kysely';`] : []),
    ...(declared.length > 0 ? [`import type { ${declared.join(', ')} } from './tables.ts';`] : []),
  ];
  return `// Written by npm run generate from the migrations and tables.ts; change those.
${imports.join('\n')}${imports.length > 0 ? '\n\n' : '\n'}${body}
declare module '${database.startsWith('.') ? database : `./${database}`}' {
  interface Tables {
${relations.map(({ name, typeName }) => `    ${name}: ${typeName};`).join('\n')}
  }
}
`;
}

/** Tables and views of a database with all migrations, by name; the partitions of a table are no tables of their own. */
async function readRelations(root) {
  const { openDatabase } = await import(join(root, 'dist', 'platform', 'database', 'open.js'));
  const dataDir = await mkdtemp(join(tmpdir(), 'signalbox-tables-'));
  try {
    const database = await openDatabase({
      dataDir,
      migrationsDir: join(root, 'migrations'),
      onFailure: (error) => {
        throw error;
      },
    });
    try {
      const relations = new Map();
      for (const { relation, kind, ...column } of await database.query({ sql: columnsOfRelations })) {
        const { columns } = relations.get(relation) ?? { columns: [] };
        const choices = /= ANY \(\(?ARRAY\[(.*?)\]/.exec(column.check ?? '')?.[1];
        columns.push({ ...column, choices: choices && [...choices.matchAll(/'([^']*)'/g)].map(([, text]) => text) });
        relations.set(relation, { kind, columns });
      }
      return relations;
    } finally {
      await database.close();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

// A view's column stands for the one of the same name in a table that the view reads: SQL itself calls all of them nullable
// and forgets their checks. One that no table has is what SQL calls it. schema_migration is of migrate.ts, which makes it before there is a migration.
const columnsOfRelations = `
  select shown.relname::text as relation, shown.relkind::text as kind, visible.attname::text as name, type.typname::text as type,
    source.attnotnull is not true as "isNullable", coalesce(source.atthasdef or source.attidentity <> '', false) as "hasDefault",
    coalesce(source.attidentity = 'a' or source.attgenerated <> '', false) as "isComputed",
    (select pg_get_constraintdef(con.oid) from pg_constraint con
      where con.conrelid = source.attrelid and con.contype = 'c' and con.conkey = array[source.attnum]
        and pg_get_constraintdef(con.oid) like '% = ANY (%' limit 1) as check
  from pg_class shown
    join pg_attribute visible on visible.attrelid = shown.oid and visible.attnum > 0 and not visible.attisdropped
    join pg_type type on type.oid = visible.atttypid
    left join lateral (
      select real.* from pg_attribute real where shown.relkind <> 'v' and real.attrelid = shown.oid and real.attnum = visible.attnum
      union all
      (select real.* from information_schema.view_column_usage used
        join pg_attribute real on real.attrelid = used.table_name::regclass and real.attname = used.column_name
        where shown.relkind = 'v' and used.view_name = shown.relname and used.column_name = visible.attname limit 1)
    ) source on true
  where shown.relnamespace = 'public'::regnamespace and shown.relkind in ('r', 'p', 'v') and not shown.relispartition
    and shown.relname <> 'schema_migration'
  order by shown.relname, visible.attnum`;
