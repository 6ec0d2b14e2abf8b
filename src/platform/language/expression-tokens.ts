import { type ExactNumber, parseJson } from '../../kernel/json-text.ts';
import { ExpressionError, type TextPosition } from './errors.ts';

/** A piece of an expression; `at` is where it begins. */
export type Token =
  | { readonly kind: 'number'; readonly value: number | ExactNumber; readonly at: number }
  /** A text in quotes: what it says between its mustaches. */
  | { readonly kind: 'text'; readonly parts: readonly (string | MustacheSource)[]; readonly at: number }
  | ({ readonly kind: 'mustache' } & MustacheSource)
  | { readonly kind: 'name' | 'operator'; readonly text: string; readonly at: number }
  | { readonly kind: 'end'; readonly at: number };

export interface MustacheSource {
  /** With its braces. */
  readonly source: string;
  readonly at: number;
}

/** Longer ones were made by a program, and nobody could say what they mean. */
const maxLength = 100_000;
/** The functions made of an expression call each other as deep as it has operators. */
const maxTokens = 2000;

const blankPattern = /\s*/y;
const numberPattern = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const namePattern = /[A-Za-z_$][\w$]*/y;
const operatorPattern = /===|!==|==|!=|<=|>=|<<|>>|&&|\|\||[<>+\-*/%^!(),]/y;
/** @throws ExpressionError with the position, for what cannot be a part of an expression */
export function readTokens(text: string): Token[] {
  if (text.length > maxLength)
    throw new ExpressionError(`an expression must not be longer than ${maxLength} characters`);
  const tokens: Token[] = [];
  let at = skip(blankPattern, text, 0);
  while (at < text.length) {
    const { token, end } = readToken(text, at);
    // A comment is as good as a blank.
    if (!(token.kind === 'mustache' && /^\{\{~?!/.test(token.source))) tokens.push(token);
    if (tokens.length > maxTokens)
      throw new ExpressionError(`an expression must not have more than ${maxTokens} parts`, positionIn(text, at));
    at = skip(blankPattern, text, end);
  }
  tokens.push({ kind: 'end', at });
  return tokens;
}

/** Where a character of a text is. */
export function positionIn(text: string, at: number): TextPosition {
  const before = text.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function readToken(text: string, at: number): { token: Token; end: number } {
  const first = text[at] as string;
  if (text.startsWith('{{', at)) {
    const mustache = readMustache(text, at);
    return { token: { kind: 'mustache', ...mustache }, end: at + mustache.source.length };
  }
  if (first === '"' || first === "'") return readQuoted(text, at);
  const number = match(numberPattern, text, at);
  if (number !== undefined) {
    const end = at + number.length;
    if (match(namePattern, text, end) === undefined)
      return { token: { kind: 'number', value: readNumber(number), at }, end };
    throw new ExpressionError(`${number}${match(namePattern, text, end)} is no number`, positionIn(text, at));
  }
  const name = match(namePattern, text, at);
  if (name !== undefined) return { token: { kind: 'name', text: name, at }, end: at + name.length };
  const operator = match(operatorPattern, text, at);
  if (operator !== undefined) return { token: { kind: 'operator', text: operator, at }, end: at + operator.length };
  throw new ExpressionError(first === '=' ? 'write === to compare' : `unexpected ${first}`, positionIn(text, at));
}

/** An integer keeps all its digits, as those of payloads do, so that they compare. */
function readNumber(text: string): number | ExactNumber {
  const number = Number(text);
  if (Number.isSafeInteger(number) || !/^[1-9]\d*$/.test(text)) return number;
  return parseJson(text) as number | ExactNumber;
}

function readMustache(text: string, at: number): MustacheSource {
  const end = endOfMustache(text, at);
  if (end === undefined) throw new ExpressionError('this {{ is not closed', positionIn(text, at));
  return { source: text.slice(at, end), at };
}

/** Looks over the braces in quotes, `[names]` and comments. */
function endOfMustache(text: string, at: number): number | undefined {
  const opening = /^\{\{~?(!--|!|\{|)/.exec(text.slice(at, at + 6)) as RegExpExecArray;
  let place = at + opening[0].length;
  if (opening[1]?.startsWith('!')) {
    const closing = opening[1] === '!--' ? /--~?\}\}/g : /\}\}/g;
    closing.lastIndex = place;
    return closing.exec(text) ? closing.lastIndex : undefined;
  }
  const closing = opening[1] === '{' ? /\}~?\}\}/y : /\}\}/y;
  while (place < text.length) {
    closing.lastIndex = place;
    if (closing.test(text)) return closing.lastIndex;
    const character = text[place] as string;
    if (character === '"' || character === "'") place = endOfQuoted(text, place);
    else if (character === '[') place = text.indexOf(']', place);
    if (place < 0) return undefined;
    place += 1;
  }
  return undefined;
}

/** Where the quote is that closes the one at `at`, as Handlebars reads it; -1 when none does. */
function endOfQuoted(text: string, at: number): number {
  const quote = text[at] as string;
  let end = text.indexOf(quote, at + 1);
  while (end >= 0 && text[end - 1] === '\\') end = text.indexOf(quote, end + 1);
  return end;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

function readQuoted(text: string, at: number): { token: Token; end: number } {
  const quote = text[at];
  const parts: (string | MustacheSource)[] = [];
  let literal = '';
  let place = at + 1;
  while (text[place] !== quote) {
    if (place >= text.length) throw new ExpressionError(`this ${quote} is not closed`, positionIn(text, at));
    if (text.startsWith('{{', place)) {
      const mustache = readMustache(text, place);
      parts.push(literal, mustache);
      literal = '';
      place += mustache.source.length;
    } else if (text[place] === '\\') {
      const unicode = /^u([0-9a-fA-F]{4})/.exec(text.slice(place + 1, place + 6));
      const escaped = text[place + 1] ?? '';
      literal += unicode
        ? String.fromCharCode(Number.parseInt(unicode[1] as string, 16))
        : (escapes[escaped] ?? escaped);
      place += unicode ? 6 : 2;
    } else {
      literal += text[place];
      place += 1;
    }
  }
  parts.push(literal);
  return { token: { kind: 'text', parts: parts.filter((part) => part !== ''), at }, end: place + 1 };
}

function skip(pattern: RegExp, text: string, at: number): number {
  return at + (match(pattern, text, at)?.length ?? 0);
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
