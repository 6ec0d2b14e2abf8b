import { createRequire } from 'node:module';
import { cutText } from '../../kernel/text.ts';
import { TemplateError, type TextPosition } from './errors.ts';
import { findTooDeep, type TemplateLexer } from './template-depth.ts';

/** What of it is used; it has no types of its own. */
interface HandlebarsParser {
  parse(tree: ProgramNode): unknown;
  parseWithoutProcessing(text: string): unknown;
  readonly parser: {
    readonly symbols_: Readonly<Record<string, number>>;
    readonly lexer: TemplateLexer & { readonly matched: string; readonly match: string };
  };
}

// The parser alone: the package as a whole registers itself for files that are required, and brings its compiler.
const { parse, parseWithoutProcessing, parser } = createRequire(import.meta.url)(
  'handlebars/dist/cjs/handlebars/compiler/base.js',
) as HandlebarsParser;

interface Place {
  readonly loc?: { readonly start: { readonly line: number; readonly column: number } };
}

export interface PathNode extends Place {
  readonly type: 'PathExpression';
  readonly data: boolean;
  readonly depth: number;
  readonly parts: readonly string[];
  readonly original: string;
}

export interface LiteralNode extends Place {
  readonly type: 'StringLiteral' | 'NumberLiteral' | 'BooleanLiteral' | 'UndefinedLiteral' | 'NullLiteral';
  readonly value?: unknown;
  readonly original?: unknown;
}

interface CallParts extends Place {
  readonly path: PathNode | LiteralNode;
  readonly params: readonly ParameterNode[];
  readonly hash?: { readonly pairs: readonly { readonly key: string; readonly value: ParameterNode }[] };
}

export interface SubExpressionNode extends CallParts {
  readonly type: 'SubExpression';
}

export type ParameterNode = PathNode | LiteralNode | SubExpressionNode;

export interface MustacheNode extends CallParts {
  readonly type: 'MustacheStatement';
  readonly escaped: boolean;
}

export interface BlockNode extends CallParts {
  readonly type: 'BlockStatement';
  readonly program?: ProgramNode;
  readonly inverse?: ProgramNode;
}

export interface ContentNode extends Place {
  readonly type: 'ContentStatement';
  readonly value: string;
}

export interface CommentNode extends Place {
  readonly type: 'CommentStatement';
}

export type StatementNode = MustacheNode | BlockNode | ContentNode | CommentNode;

export interface ProgramNode extends Place {
  readonly type: 'Program';
  readonly body: readonly StatementNode[];
  readonly blockParams?: readonly string[];
}

export type CallNode = MustacheNode | BlockNode | SubExpressionNode;

/** More than any page written by hand. */
const maxLength = 1024 * 1024;
/** Likewise; parsing so many takes some 100 ms, and the time goes by their number. */
const maxExpressions = 10_000;
/** Of blocks, `else if`s and brackets within each other; everything below walks the tree by recursion. */
const maxDepth = 150;

const allowedTypes: ReadonlySet<string> = new Set([
  'Program',
  'MustacheStatement',
  'BlockStatement',
  'ContentStatement',
  'CommentStatement',
  'PathExpression',
  'SubExpression',
  'StringLiteral',
  'NumberLiteral',
  'BooleanLiteral',
  'UndefinedLiteral',
  'NullLiteral',
]);
const unavailable: Readonly<Record<string, string>> = {
  PartialStatement: 'partials ({{> name}}) are not available',
  PartialBlockStatement: 'partials ({{#> name}}) are not available',
  Decorator: 'decorators ({{* name}}) are not available',
  DecoratorBlock: 'decorators ({{#* name}}) are not available',
};

/**
 * The tree of a template in the language of Handlebars 4.7, as its own parser makes it, white space and lines of blocks
 * already taken care of. Partials and decorators are refused.
 *
 * @throws TemplateError with the position
 */
export function parseTemplate(text: string): ProgramNode {
  if (text.length > maxLength) throw new TemplateError('a template must not be longer than 1,048,576 characters');
  const deep = findTooDeep(text, maxDepth, parser);
  if (deep) throw tooDeep(deep);
  if (text.split('{{', maxExpressions + 2).length > maxExpressions + 1) {
    throw new TemplateError('a template must not have more than 10,000 expressions');
  }
  const tree = parseText(text);
  checkTree(tree, 0);
  // Given a tree, this only takes white space away.
  return parse(tree as ProgramNode) as ProgramNode;
}

/** Where a node begins. */
export function positionOf(node: Place): TextPosition | undefined {
  const start = node.loc?.start;
  return start && { line: start.line, column: start.column + 1 };
}

function parseText(text: string): ProgramNode {
  try {
    return parseWithoutProcessing(text) as ProgramNode;
  } catch (error) {
    throw toTemplateError(error as ParserError);
  }
}

/** What the functions below the generated parser throw has a `lineNumber`. */
interface ParserError extends Error {
  readonly lineNumber?: number;
  readonly column?: number;
}

function toTemplateError(error: ParserError): TemplateError {
  const { message, lineNumber, column } = error;
  if (message.startsWith('Parse error') || message.startsWith('Lexical error')) {
    // What has been read until then, and of it what could not be.
    const { matched, match } = parser.lexer;
    const before = matched.slice(0, matched.length - match.length).split('\n');
    const position = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
    return new TemplateError(describeUnexpected(match, message.endsWith("got 'EOF'")), position);
  }
  const reason = message
    .replace(/ - \d+:\d+$/, '')
    .replace(/^(.*) doesn't match (.*)$/s, '{{#$1}} is closed by {{/$2}}');
  if (lineNumber === undefined || column === undefined) return new TemplateError(reason.split('\n', 1)[0] ?? '');
  return new TemplateError(reason, { line: lineNumber, column: column + 1 });
}

function describeUnexpected(text: string, isEnd: boolean): string {
  if (isEnd) return 'the template ends where something is still open';
  // As at the end of {"a": {{b}}}, which takes a blank before the last brace.
  if (text === '}}}') return 'unexpected "}}}": between }} and a brace there must be a blank';
  return `unexpected ${quote(text)}`;
}

function quote(text: string): string {
  return `"${text.length > 20 ? `${cutText(text, 20)}…` : text}"`;
}

/** Any node, as it may be found in a tree that nobody has looked at. */
interface Node extends Place {
  readonly type: string;
  readonly body?: readonly Node[];
  readonly path?: Node;
  readonly params?: readonly Node[];
  readonly hash?: { readonly pairs: readonly { readonly value: Node }[] };
  readonly program?: Node;
  readonly inverse?: Node;
}

function checkTree(node: Node, depth: number): void {
  const { type } = node;
  const position = positionOf(node);
  if (!allowedTypes.has(type)) throw new TemplateError(unavailable[type] ?? 'this is not available', position);
  if (depth > maxDepth) throw tooDeep(position);
  for (const child of childrenOf(node)) checkTree(child, depth + 1);
}

function tooDeep(position: TextPosition | undefined): TemplateError {
  return new TemplateError(`blocks and brackets must not be nested more than ${maxDepth} deep`, position);
}

function childrenOf(node: Node): Node[] {
  const { body = [], path, params = [], hash, program, inverse } = node;
  const children = [...body, path, ...params, ...(hash?.pairs ?? []).map((pair) => pair.value), program, inverse];
  return children.filter((child) => child !== undefined && child !== null);
}
