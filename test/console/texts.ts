import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../../console/src/', import.meta.url));

/** The console's sources, by their paths below console/src. */
const sources = new Map(
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts') && !file.startsWith('words/'))
    .map((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      return [file, ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)] as const;
    }),
);

/** What is given to t(), tx(), tn() and formatCount() in a file as it is written there, and what is given otherwise. */
export interface Texts {
  readonly texts: Set<string>;
  readonly plurals: Set<string>;
  readonly others: string[];
}

/** The texts of every file, or of some. */
export function readTexts(files: Iterable<string> = sources.keys()): Texts {
  const found: Texts = { texts: new Set(), plurals: new Set(), others: [] };
  for (const file of files) {
    const source = sources.get(file);
    if (source) visit(source, (node) => readText(node, file, found));
  }
  return found;
}

function readText(node: ts.Node, file: string, found: Texts): void {
  const take = (into: Set<string>, given: ts.Node | undefined, toText = (text: string) => text) => {
    if (given && ts.isStringLiteralLike(given)) into.add(toText(given.text));
    else if (given) found.others.push(`${file}: ${given.getText()}`);
  };
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
    const [first, second, third] = node.arguments;
    const name = node.expression.text;
    if (name === 't' || name === 'tx') take(found.texts, first);
    if (name === 'tn') take(found.plurals, third);
    if (name === 'formatCount') take(found.plurals, second, toPlural);
  }
  if (ts.isJsxAttribute(node) && node.name.getText() === 'noun') take(found.plurals, node.initializer, toPlural);
}

/** As `formatCount` makes it of a noun. */
const toPlural = (noun: string) => `{count} ${/[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`}`;

/** The files that are loaded before anybody has logged in: what main.ts imports, and what that does, but for import(). */
export function findLoginFiles(): ReadonlySet<string> {
  const found = new Set<string>();
  const follow = (file: string): void => {
    const source = sources.get(file);
    if (!source || found.has(file)) return;
    found.add(file);
    for (const statement of source.statements) {
      if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) continue;
      const from = statement.moduleSpecifier;
      const isOfTypes = ts.isImportDeclaration(statement) && statement.importClause?.isTypeOnly;
      if (from && ts.isStringLiteral(from) && from.text.startsWith('.') && !isOfTypes) {
        follow(relative(root, resolve(root, dirname(file), from.text)));
      }
    }
  };
  follow('main.ts');
  return found;
}

/** Attributes and keys of objects that people read or hear. */
const readAttributes = new Set(
  'label title aria-label aria-description description placeholder alt error head hint submitLabel confirmLabel savedText failureTitle retryLabel nameLabel ariaLabel nothingFoundMessage what add legend word meaning summary note question explains reach'.split(
    ' ',
  ),
);
const readKeys = new Set(
  [...readAttributes, 'text', 'message'].filter((name) => !['what', 'add', 'error', 'alt', 'legend'].includes(name)),
);

/**
 * What stands in the sources to be read by people and is not given to t(): the text of JSX, and literals that end up in JSX, in
 * an attribute or in a key that people read. `file: text`.
 */
export function findBareTexts(): string[] {
  const found: string[] = [];
  for (const [file, source] of sources) {
    const report = (text: string) => found.push(`${file}: ${text.replaceAll(/\s+/g, ' ').trim()}`);
    visit(source, (node) => {
      if (ts.isJsxText(node) && isWord(node.text)) report(node.text);
      if (ts.isStringLiteralLike(node) && isWord(node.text) && isRead(node)) report(node.text);
      if (ts.isTemplateExpression(node) && isRead(node)) {
        const text = [node.head.text, ...node.templateSpans.map((span) => span.literal.text)].join('…');
        if (isWord(text)) report(text);
      }
    });
  }
  return found;
}

/**
 * Literals that are texts of the console elsewhere, but stand here without t(): `file: text`. Those of one small word are left
 * out, because names of the API look like them.
 */
export function findForgotten(known: (text: string) => boolean): string[] {
  const found: string[] = [];
  for (const [file, source] of sources) {
    visit(source, (node) => {
      if (!ts.isStringLiteralLike(node) || !/^[A-Z]|\s/.test(node.text) || !known(node.text)) return;
      const { parent } = node;
      const isGiven = ts.isCallExpression(parent) && /^(t|tx|tn|formatCount)$/.test(parent.expression.getText());
      const isNoun = ts.isJsxAttribute(parent) && parent.name.getText() === 'noun';
      if (!isGiven && !isNoun && !ts.isLiteralTypeNode(parent)) found.push(`${file}: ${node.text}`);
    });
  }
  return found;
}

/** Two letters beside each other, and more than the name of something in code (`some.name`, `plant-archive`). */
function isWord(text: string): boolean {
  const trimmed = text.trim();
  return /\p{L}{2}/u.test(trimmed) && !/^[a-z]+[-./_:][\w./:-]*$/.test(trimmed);
}

/** Whether people read a literal: what it is, or one of the values that it is among, ends up in a place of texts. */
function isRead(literal: ts.Node): boolean {
  let node = literal;
  let parent = node.parent;
  while (
    ts.isParenthesizedExpression(parent) ||
    ts.isAsExpression(parent) ||
    (ts.isConditionalExpression(parent) && parent.condition !== node) ||
    (ts.isBinaryExpression(parent) && /^(\?\?|\|\||&&)$/.test(parent.operatorToken.getText()))
  ) {
    node = parent;
    parent = node.parent;
  }
  if (ts.isJsxAttribute(parent)) return readAttributes.has(parent.name.getText());
  if (ts.isJsxExpression(parent)) {
    return ts.isJsxAttribute(parent.parent) ? readAttributes.has(parent.parent.name.getText()) : true;
  }
  return (
    ts.isPropertyAssignment(parent) &&
    parent.initializer === node &&
    readKeys.has(parent.name.getText().replaceAll(/['"]/g, ''))
  );
}

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
}

/** A file of a catalogue; what is not there yet is empty. */
export function readJson<T>(path: string): T {
  const file = join(root, path);
  return JSON.parse(existsSync(file) ? readFileSync(file, 'utf8') : '{}') as T;
}
