import type { TextPosition } from './errors.ts';

/** What the generated parser of Handlebars reads a text with, token by token; it belongs to the parser, and so to one text at a time. */
export interface TemplateLexer {
  readonly yylloc: { readonly first_line: number; readonly first_column: number };
  setInput(text: string): unknown;
  /** The number or, of the end, the name of the next token. @throws Error for what is none */
  lex(): number | string;
}

/** What opens a block, `else if` in one, or a bracket; nothing else can be within another of its kind. */
const opener = /[#^(]|else|\{\{\{\{/g;

const blocks = ['OPEN_BLOCK', 'OPEN_INVERSE', 'OPEN_PARTIAL_BLOCK', 'OPEN_RAW_BLOCK'];
const ends = ['OPEN_ENDBLOCK', 'END_RAW_BLOCK'];

/**
 * Where a template has more blocks, `else if`s and brackets within each other than `most`; undefined when it has not. The parser takes
 * time by the square of that: 10 s for 4,000.
 *
 * @param parser the generated one
 */
export function findTooDeep(
  text: string,
  most: number,
  { lexer, symbols_ }: { readonly lexer: TemplateLexer; readonly symbols_: Readonly<Record<string, number>> },
): TextPosition | undefined {
  if (countUpTo(text, most) <= most) return undefined;
  const numbersOf = (names: readonly string[]) => new Set(names.map((name) => symbols_[name]));
  const [opens, closes] = [numbersOf(blocks), numbersOf(ends)];
  /** How deep it was outside of each open block. */
  const outside: number[] = [];
  let depth = 0;
  lexer.setInput(text);
  try {
    for (let token = lexer.lex(); token !== symbols_.EOF && token !== 'EOF'; token = lexer.lex()) {
      if (opens.has(token as number)) {
        outside.push(depth);
        depth += 1;
      } else if (closes.has(token as number)) depth = outside.pop() ?? 0;
      else if (token === symbols_.OPEN_INVERSE_CHAIN || token === symbols_.OPEN_SEXPR) depth += 1;
      else if (token === symbols_.CLOSE_SEXPR) depth -= 1;
      const { first_line: line, first_column: column } = lexer.yylloc;
      if (depth > most) return { line, column: column + 1 };
    }
  } catch {
    // The parser comes to the same place, and says what is wrong there.
  }
  return undefined;
}

/** How often the text could go deeper, counted no further than is needed to know. */
function countUpTo(text: string, most: number): number {
  let count = 0;
  for (const _found of text.matchAll(opener)) {
    count += 1;
    if (count > most) break;
  }
  return count;
}
