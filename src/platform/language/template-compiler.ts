import { toText } from './conversions.ts';
import { TemplateError } from './errors.ts';
import { type Helper, type Helpers, plainValue, SafeText } from './helper.ts';
import { type BlockBody, blockKeywords, renderSection } from './template-blocks.ts';
import { contextAt, innerScope, readFrame, readParam, readParts, type Scope } from './template-scope.ts';
import {
  type BlockNode,
  type CallNode,
  type LiteralNode,
  type MustacheNode,
  type ParameterNode,
  type PathNode,
  type ProgramNode,
  positionOf,
  type StatementNode,
} from './template-tree.ts';

/** A part of a template that has a text. */
export type Writer = (scope: Scope) => string;
/** A part of a template that has a value, of which `SafeText` is one. */
export type Reader = (scope: Scope) => unknown;

export interface CompilerOptions {
  readonly helpers: Helpers;
  /** What is done to what two braces put in; undefined: nothing. */
  readonly escape: ((text: string) => string) | undefined;
}

/**
 * Makes functions of the tree of a template, which are called for each rendering; no code is generated. Names after `as`
 * are resolved here, all others in the payload.
 *
 * @throws TemplateError for what is no helper, with the position
 */
export function compileProgram(program: ProgramNode, options: CompilerOptions): Writer {
  return new Compiler(options).program(program);
}

/** What reads the value of a mustache by itself. @throws as `compileProgram` */
export function compileMustache(mustache: MustacheNode, options: CompilerOptions): Reader {
  return new Compiler(options).mustacheValue(mustache);
}

class Compiler {
  readonly #options: CompilerOptions;
  /** The names after `as` of the blocks around, from the inside out. */
  readonly #params: (readonly string[])[] = [];

  constructor(options: CompilerOptions) {
    this.#options = options;
  }

  program(program: ProgramNode): Writer {
    this.#params.unshift(program.blockParams ?? []);
    const writers = program.body
      .map((statement) => this.#statement(statement))
      .filter((writer) => writer !== undefined);
    this.#params.shift();
    const [only] = writers;
    if (only && writers.length === 1) return only;
    return (scope) => {
      let text = '';
      for (const write of writers) text += write(scope);
      return text;
    };
  }

  mustacheValue(node: MustacheNode): Reader {
    return this.#call(node);
  }

  #statement(statement: StatementNode): Writer | undefined {
    switch (statement.type) {
      case 'ContentStatement': {
        const { value } = statement;
        return value === '' ? undefined : ({ run }) => run.write(value);
      }
      case 'MustacheStatement':
        return this.#mustache(statement);
      case 'BlockStatement':
        return this.#block(statement);
      default:
        return undefined;
    }
  }

  #mustache(node: MustacheNode): Writer {
    const read = this.mustacheValue(node);
    const toSafe = node.escaped ? this.#options.escape : undefined;
    return (scope) => {
      scope.run.step();
      const value = read(scope);
      if (value instanceof SafeText) return scope.run.write(value.text);
      const text = toText(value);
      return scope.run.write(toSafe ? toSafe(text) : text);
    };
  }

  #block(node: BlockNode): Writer {
    const body: BlockBody = { main: this.#body(node.program), inverse: this.#body(node.inverse) };
    const name = this.#helperName(node);
    const keyword = name === undefined ? undefined : blockKeywords.get(name);
    if (keyword) {
      const [parameter, ...more] = node.params;
      if (!parameter || more.length > 0) throw failAt(node, `#${name} must have exactly one argument`);
      const read = this.#parameter(parameter);
      const readHash = this.#hash(node);
      return (scope) => {
        scope.run.step();
        return keyword(plainValue(read(scope)), body, scope, readHash(scope));
      };
    }
    const helper = this.#helperOf(node);
    if (!helper) {
      const read = this.#path(toPath(node.path));
      return (scope) => renderSection(read(scope), body, scope);
    }
    if (!helper.isBlock) throw failAt(node, `${name} is no helper for blocks: write {{${name} ..}} without #`);
    const read = this.#helperCall(node, helper);
    return (scope) => {
      const isTrue = Boolean(plainValue(read(scope)));
      return (isTrue ? body.main : body.inverse)(scope, scope.context);
    };
  }

  #body(program: ProgramNode | undefined): BlockBody['main'] {
    if (!program) return () => '';
    const write = this.program(program);
    return (scope, context, change) => write(innerScope(scope, context, change));
  }

  /** The value of a mustache or of what stands in brackets. */
  #call(node: CallNode): Reader {
    const helper = this.#helperOf(node);
    return helper ? this.#helperCall(node, helper) : this.#path(toPath(node.path));
  }

  #helperCall(node: CallNode, helper: Helper): Reader {
    const readers = node.params.map((parameter) => this.#parameter(parameter));
    const readHash = this.#hash(node);
    const takeSafeText = helper.takesSafeText === true;
    return (scope) => {
      scope.run.step();
      const values = readers.map((read) => (takeSafeText ? read(scope) : plainValue(read(scope))));
      try {
        const value = helper.call(values, { hash: readHash(scope), context: scope.context, run: scope.run });
        scope.run.look();
        return value;
      } catch (error) {
        if (!(error instanceof TemplateError) || error.position) throw error;
        throw failAt(node, `${toPath(node.path).original}: ${error.message}`);
      }
    };
  }

  /**
   * The helper that is called; undefined for a path. Unlike in Handlebars a name without arguments is a property of the
   * payload even if a helper has it: nobody means a helper without what it works on.
   */
  #helperOf(node: CallNode): Helper | undefined {
    const name = this.#helperName(node);
    const isCall = node.type === 'SubExpression' || node.params.length > 0 || node.hash !== undefined;
    if (name === undefined) {
      if (isCall) throw failAt(node, `${toPath(node.path).original} is no helper`);
      return undefined;
    }
    const helper = this.#options.helpers.get(name);
    if (!isCall) return node.type === 'MustacheStatement' && helper?.standsAlone ? helper : undefined;
    if (blockKeywords.has(name)) throw failAt(node, `${name} begins a block: write {{#${name} ..}}`);
    if (!helper) throw failAt(node, `there is no helper ${name}`);
    return helper;
  }

  /** The name that may be a helper's: one word that is no name after `as`, `this` or `@name`. */
  #helperName(node: CallNode): string | undefined {
    const path = toPath(node.path);
    const [name, ...more] = path.parts;
    if (name === undefined || more.length > 0 || path.depth > 0 || path.data || isScoped(path)) return undefined;
    return this.#findParam(name) ? undefined : name;
  }

  #hash(node: CallNode): (scope: Scope) => Record<string, unknown> {
    const pairs = (node.hash?.pairs ?? []).map(({ key, value }) => ({ key, read: this.#parameter(value) }));
    return (scope) => {
      const hash: Record<string, unknown> = Object.create(null);
      for (const { key, read } of pairs) hash[key] = plainValue(read(scope));
      return hash;
    };
  }

  #parameter(node: ParameterNode): Reader {
    if (node.type === 'PathExpression') return this.#path(node);
    if (node.type === 'SubExpression') return this.#call(node);
    const { value } = node;
    return () => value;
  }

  #path(path: PathNode): Reader {
    const { depth, parts, data } = path;
    if (data) return (scope) => readFrame(scope, depth, parts);
    const [first, ...rest] = parts;
    const param = first !== undefined && depth === 0 && !isScoped(path) ? this.#findParam(first) : undefined;
    if (param) return (scope) => readParts(readParam(scope, param.depth, param.index), rest);
    return (scope) => readParts(contextAt(scope, depth), parts);
  }

  #findParam(name: string): { depth: number; index: number } | undefined {
    for (const [depth, names] of this.#params.entries()) {
      const index = names.indexOf(name);
      if (index >= 0) return { depth, index };
    }
    return undefined;
  }
}

/** `{{"a b"}}` and `{{12}}` read the property of that name. */
function toPath(node: PathNode | LiteralNode): PathNode {
  if (node.type === 'PathExpression') return node;
  // A `null` and an `undefined` in a name's place are texts as well.
  const name = String(node.type === 'NullLiteral' ? null : node.original);
  return { type: 'PathExpression', data: false, depth: 0, parts: [name], original: name, loc: node.loc };
}

function isScoped(path: PathNode): boolean {
  return /^\.|this\b/.test(path.original);
}

function failAt(node: CallNode, message: string): TemplateError {
  return new TemplateError(message, positionOf(node));
}
