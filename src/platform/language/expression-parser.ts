import { isTrue, toText } from './conversions.ts';
import { ExpressionError, TemplateError } from './errors.ts';
import {
  binaryOperators,
  expressionConstants,
  expressionFunctions,
  power,
  unaryOperators,
} from './expression-operators.ts';
import { type MustacheSource, positionIn, readTokens, type Token } from './expression-tokens.ts';
import { plainValue } from './helper.ts';
import { type CompilerSettings, onlyMustache } from './template.ts';
import { compileMustache, type Reader } from './template-compiler.ts';
import { parseTemplate } from './template-tree.ts';

/** Of brackets and signs within each other. */
const maxDepth = 150;
const orPrecedence = 1;
const andPrecedence = 2;

/**
 * What evaluates an expression in a scope (workflows.md, "4. Paths, templates, expressions"): a parser by recursive descent that makes functions, no code.
 *
 * @throws ExpressionError with the position
 */
export function compileExpressionText(text: string, settings: CompilerSettings): Reader {
  return new Parser(text, settings).parse();
}

class Parser {
  readonly #text: string;
  readonly #settings: CompilerSettings;
  readonly #tokens: readonly Token[];
  #place = 0;
  #depth = 0;

  constructor(text: string, settings: CompilerSettings) {
    this.#text = text;
    this.#settings = settings;
    this.#tokens = readTokens(text);
  }

  parse(): Reader {
    if (this.#tokens.length === 1) throw new ExpressionError('the expression is empty');
    const read = this.#binary(orPrecedence);
    if (this.#next.kind !== 'end') throw this.#unexpected('an operator');
    return read;
  }

  get #next(): Token {
    return this.#tokens[this.#place] as Token;
  }

  #takeOperator(text: string): boolean {
    if (!this.#isOperator(text)) return false;
    this.#place += 1;
    return true;
  }

  #isOperator(text: string): boolean {
    return this.#next.kind === 'operator' && this.#next.text === text;
  }

  /** Operators of this precedence and above, from left to right. */
  #binary(least: number): Reader {
    let left = this.#unary();
    for (;;) {
      const token = this.#next;
      if (token.kind !== 'operator') return left;
      const precedence = precedenceOf(token.text);
      if (precedence === undefined || precedence < least) return left;
      this.#place += 1;
      left = join(token.text, left, this.#binary(precedence + 1));
    }
  }

  #unary(): Reader {
    return this.#nest(() => {
      const token = this.#next;
      const apply = token.kind === 'operator' ? unaryOperators.get(token.text) : undefined;
      if (!apply) return this.#power();
      this.#place += 1;
      const read = this.#unary();
      return (scope) => apply(read(scope));
    });
  }

  /** `2^3^2` is 2^9, `-2^2` is -4 and `2^-1` a half. */
  #power(): Reader {
    const base = this.#operand();
    if (!this.#takeOperator('^')) return base;
    const exponent = this.#unary();
    return (scope) => power(base(scope), exponent(scope));
  }

  #operand(): Reader {
    const token = this.#next;
    this.#place += 1;
    switch (token.kind) {
      case 'number': {
        const { value } = token;
        return () => value;
      }
      case 'text':
        return this.#quoted(token.parts);
      case 'mustache':
        return this.#mustache(token);
      case 'name':
        return this.#name(token);
      default:
        this.#place -= 1;
        if (!this.#takeOperator('(')) throw this.#unexpected('a value');
        return this.#bracketed();
    }
  }

  #bracketed(): Reader {
    const read = this.#binary(orPrecedence);
    if (!this.#takeOperator(')')) throw this.#unexpected(')');
    return read;
  }

  #name(token: Token & { kind: 'name' | 'operator' }): Reader {
    const { text, at } = token;
    if (this.#takeOperator('(')) return this.#functionCall(text, at);
    if (expressionConstants.has(text)) {
      const value = expressionConstants.get(text);
      return () => value;
    }
    const hint = expressionFunctions.has(text) ? `${text}(..)` : `{{${text}}} for the payload, '${text}' for text`;
    throw this.#fail(`${text} means nothing by itself: write ${hint}`, at);
  }

  #functionCall(name: string, at: number): Reader {
    const called = expressionFunctions.get(name);
    if (!called) throw this.#fail(`there is no function ${name}`, at);
    const values: Reader[] = [];
    while (!this.#takeOperator(')')) {
      if (values.length > 0 && !this.#takeOperator(',')) throw this.#unexpected(', or )');
      values.push(this.#binary(orPrecedence));
    }
    const { least, most, apply } = called;
    if (values.length < least || values.length > most)
      throw this.#fail(
        `${name} takes ${least === most ? least : `at least ${least}`} value${least === 1 ? '' : 's'}`,
        at,
      );
    return (scope) => apply(...values.map((read) => read(scope)));
  }

  /** Text in quotes; a mustache in it is written as text, not escaped. */
  #quoted(parts: readonly (string | MustacheSource)[]): Reader {
    const [only = '', ...more] = parts;
    if (more.length === 0 && typeof only === 'string') return () => only;
    const writers = parts.map((part): Reader => (typeof part === 'string' ? () => part : this.#mustache(part)));
    return (scope) => writers.map((read) => scope.run.write(toText(read(scope)))).join('');
  }

  #mustache({ source, at }: MustacheSource): Reader {
    try {
      const node = onlyMustache(parseTemplate(source));
      if (!node) throw new TemplateError('blocks cannot stand in an expression', { line: 1, column: 1 });
      const read = compileMustache(node, this.#settings);
      return (scope) => plainValue(read(scope));
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      const start = positionIn(this.#text, at);
      const { line, column } = error.position ?? { line: 1, column: 1 };
      throw new ExpressionError(error.reason, {
        line: start.line + line - 1,
        column: line === 1 ? start.column + column - 1 : column,
      });
    }
  }

  #nest(read: () => Reader): Reader {
    this.#depth += 1;
    if (this.#depth > maxDepth)
      throw this.#fail(`brackets and signs must not be nested more than ${maxDepth} deep`, this.#next.at);
    const result = read();
    this.#depth -= 1;
    return result;
  }

  #unexpected(expected: string): ExpressionError {
    const token = this.#next;
    const found = token.kind === 'end' ? 'it ends' : `there is ${this.#text.slice(token.at, token.at + 20)}`;
    return this.#fail(`${expected} is missing where ${found}`, token.at);
  }

  #fail(message: string, at: number): ExpressionError {
    return new ExpressionError(message, positionIn(this.#text, at));
  }
}

function precedenceOf(operator: string): number | undefined {
  if (operator === '||') return orPrecedence;
  if (operator === '&&') return andPrecedence;
  return binaryOperators.get(operator)?.precedence;
}

function join(operator: string, left: Reader, right: Reader): Reader {
  if (operator === '||') return (scope) => isTrue(left(scope)) || isTrue(right(scope));
  if (operator === '&&') return (scope) => isTrue(left(scope)) && isTrue(right(scope));
  const { apply } = binaryOperators.get(operator) as NonNullable<ReturnType<typeof binaryOperators.get>>;
  return (scope) => apply(left(scope), right(scope));
}
