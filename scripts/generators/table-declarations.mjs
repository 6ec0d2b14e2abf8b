import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/**
 * Whose each table and view is: what the `tables.ts` of features and of parts of the platform declare.
 *
 * @param root the repository
 * @returns `{folder, name, kind, columns}` of each; `kind` is `DeclaredTables` or, for what everybody may read,
 *   `SharedViews`, and `columns` are those whose types are declared
 * @throws Error naming a table that two folders declare
 */
export function readDeclarations(root) {
  const files = globSync('src/{features,platform}/*/tables.ts', { cwd: root }).sort();
  const found = files.flatMap((file) => {
    const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest);
    return source.statements
      .filter((one) => ts.isInterfaceDeclaration(one) && /^(DeclaredTables|SharedViews)$/.test(one.name.text))
      .flatMap(({ name: { text: kind }, members }) =>
        members.map(({ name, type }) => ({
          folder: dirname(file),
          name: name.text,
          kind,
          columns: (type.members ?? []).map((column) => column.name.text),
        })),
      );
  });
  for (const { name, folder } of found) {
    const other = found.find((one) => one.name === name && one.folder !== folder);
    if (other) throw new Error(`${name} is declared by ${folder}/tables.ts and by ${other.folder}/tables.ts`);
  }
  return found;
}
