// Tables that are named outside their owner's folder: in calls of the query builder, in SQL text, and in resource.ts.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { readDeclarations } from './generators/table-declarations.mjs';

/** Calls of the query builder whose first parameter names a table. */
const namingCalls = new Set(
  'selectFrom insertInto updateTable deleteFrom mergeInto replaceInto from using table innerJoin leftJoin rightJoin fullJoin crossJoin innerJoinLateral leftJoinLateral crossJoinLateral'.split(
    ' ',
  ),
);

/** What is SQL, or a piece of it, rather than a message that says "from device". */
const sqlWords =
  /\b(select|insert into|delete from|update \S+ set|set|where|join|alter|drop|create|lock|truncate|regclass)\b/i;

/**
 * @param root the repository
 * @param files sources, relative to the root
 * @returns `{file, line, name, owner}` of each place that names a table of another folder; views in `SharedViews` are for
 *   everybody to read
 */
export function findForeignTables(root, files) {
  const owners = new Map(
    readDeclarations(root)
      .filter(({ kind }) => kind === 'DeclaredTables')
      .map(({ name, folder }) => [name, folder]),
  );
  return files.flatMap((file) =>
    findNamedTables(file, readFileSync(join(root, file), 'utf8'), [...owners.keys()])
      .filter(({ name }) => owners.get(name) !== dirname(file))
      .map((found) => ({ file, ...found, owner: owners.get(found.name) })),
  );
}

/** `{line, name}` of each place in a source that names one of the tables. */
export function findNamedTables(file, text, tables) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const names = tables.join('|');
  // A name after which a dot follows is an alias; a partition has its number behind the name of its table.
  const inSql = new RegExp(
    `(?:\\b(?:from|join|into|update|using|only|partition of|table(?: if(?: not)? exists)?)\\s+|,\\s*)(${names})(?:_\\d+|_)?(?![\\w.])|'(${names})'::regclass`,
    'gi',
  );
  const found = [];
  const add = (node, text) => {
    const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    const name = text.toLowerCase();
    if (!found.some((one) => one.line === line && one.name === name)) found.push({ line, name });
  };
  const visit = (node) => {
    for (const named of [...tablesOfCall(node), ...(file.endsWith('/resource.ts') ? tablesOfResource(node) : [])]) {
      const whole = /^(\w+)/.exec(named.text)?.[1];
      if (tables.includes(whole)) add(named, whole);
    }
    const sql = textOf(node);
    if (sql && (isTaggedSql(node) || sqlWords.test(sql))) {
      for (const [, table, counted] of sql.matchAll(inSql)) add(node, table ?? counted);
    }
    if (!ts.isTemplateExpression(node)) return ts.forEachChild(node, visit);
    for (const { expression } of node.templateSpans) visit(expression);
    return undefined;
  };
  visit(source);
  return found;
}

/** `selectFrom('device as child')`, and lists of such. */
function tablesOfCall(node) {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return [];
  const [first] = node.arguments;
  if (!first || !namingCalls.has(node.expression.name.text)) return [];
  return (ts.isArrayLiteralExpression(first) ? [...first.elements] : [first]).filter(ts.isStringLiteralLike);
}

/** The `table` and `heavyTables` that a resource declares. */
function tablesOfResource(node) {
  if (!ts.isPropertyAssignment(node) || !/^(table|heavyTables)$/.test(node.name.getText())) return [];
  const { initializer } = node;
  return (ts.isArrayLiteralExpression(initializer) ? [...initializer.elements] : [initializer]).filter(
    ts.isStringLiteralLike,
  );
}

/** Of a string or a whole template, in which a placeholder stands for what is put in. */
function textOf(node) {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map(({ literal }) => `?${literal.text}`).join('');
}

function isTaggedSql(node) {
  return ts.isTaggedTemplateExpression(node.parent) && node.parent.tag.getText() === 'sql';
}
