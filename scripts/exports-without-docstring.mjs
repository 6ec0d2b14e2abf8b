// Names that one folder exports and another imports, and that nobody has described where they are defined.

import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';

/** The capability a file belongs to: a feature, a part of the platform, or its folder; of the console its folder. */
function folderOf(file) {
  return /^src\/(?:features|platform)\/[^/]+/.exec(file)?.[0] ?? dirname(file);
}

/**
 * @param root the repository
 * @param files sources, relative to the root
 * @returns `{file, line, name}` of each export without a docstring that a file of
 *   another folder imports, directly or through an `index.ts`
 */
export function findUndescribedExports(root, files) {
  const program = ts.createProgram(
    files.map((file) => join(root, file)),
    { noLib: true, allowImportingTsExtensions: true, noEmit: true, module: ts.ModuleKind.NodeNext, types: [] },
  );
  const checker = program.getTypeChecker();
  const found = new Map();
  for (const file of files) {
    const source = program.getSourceFile(join(root, file));
    for (const statement of source.statements) {
      if (!ts.isImportDeclaration(statement) || !statement.moduleSpecifier.text.startsWith('.')) continue;
      const bindings = statement.importClause?.namedBindings;
      if (!bindings || !ts.isNamedImports(bindings)) continue;
      for (const element of bindings.elements) {
        let symbol = checker.getSymbolAtLocation(element.name);
        while (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
        const declaration = symbol?.declarations?.[0];
        if (!declaration) continue;
        const definedIn = declaration.getSourceFile().fileName.slice(resolve(root).length + 1);
        if (!files.includes(definedIn)) continue;
        if (folderOf(definedIn) === folderOf(file)) continue;
        const described = symbol.declarations.some((one) => ts.getJSDocCommentsAndTags(one).length > 0);
        if (described) continue;
        const line = declaration.getSourceFile().getLineAndCharacterOfPosition(declaration.getStart()).line + 1;
        found.set(`${definedIn}:${line}`, { file: definedIn, line, name: symbol.name });
      }
    }
  }
  return [...found.values()].sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
}
