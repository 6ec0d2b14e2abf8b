import { type Program, parse } from 'acorn';
import { LRUCache } from 'lru-cache';

/** As the sandbox has a script: in a block of a function. */
const before = '(function (payload) { try { ';
const after = '\n} finally { } })';
const braceTooMany = 'has a closing brace without its opening one';
/** Of all scripts of a workflow: reading takes about a millisecond for 2 KB, in which nobody else is served. */
const maxLength = 200_000;

/** What scripts were found to be: saved again, or just read for a save, they are not read anew. Characters of them, twice a workflow's. */
const known = new LRUCache<string, { readonly fault: string | undefined }>({
  maxSize: 2 * maxLength,
  sizeCalculation: (_judged, script) => script.length + 100,
});

/** Judges the scripts of one workflow, as far as that takes no long time; those beyond are told when they run. */
export function scriptChecker(): (script: string) => string | undefined {
  let left = maxLength;
  return (script) => {
    left -= script.length;
    return left < 0 ? undefined : judge(script);
  };
}

function judge(script: string): string | undefined {
  const found = known.get(script) ?? { fault: findSyntaxFault(script) };
  known.set(script, found);
  return found.fault;
}

/**
 * What keeps a script from being compiled, and where; undefined when nothing does. The sandbox itself is in other threads, and its parser
 * takes more of the stack than the main thread has: a script of nested brackets would end the server. What is newer than the sandbox
 * (`using`) passes here and fails when it runs.
 */
export function findSyntaxFault(script: string): string | undefined {
  const source = `${before}${script}${after}`;
  let program: Program;
  try {
    program = parse(source, { ecmaVersion: 'latest', sourceType: 'script' });
  } catch (error) {
    return describe(error, script);
  }
  return isOneBlock(program, source.length) ? undefined : braceTooMany;
}

/** A brace too many ends the block, and what follows is outside of it. */
function isOneBlock({ body }: Program, length: number): boolean {
  const [first] = body;
  if (body.length !== 1 || first?.type !== 'ExpressionStatement') return false;
  const { expression } = first;
  return expression.type === 'FunctionExpression' && expression.end === length - 1 && expression.body.body.length === 1;
}

function describe(error: unknown, script: string): string {
  // Whatever lies so deep in itself that it cannot be read here does not run either.
  if (error instanceof RangeError) return 'is nested too deep';
  if (!(error instanceof SyntaxError)) throw error;
  const { loc, message } = error as SyntaxError & { readonly loc?: { readonly line: number; readonly column: number } };
  const text = message.replace(/ \(\d+:\d+\)$/, '');
  if (!loc) return `is no valid JavaScript: ${text}`;
  const lines = script.split('\n');
  if (loc.line > lines.length) return 'is no valid JavaScript: it ends too early';
  const column = loc.column + 1 - (loc.line === 1 ? before.length : 0);
  // What stands before the script has lost its end.
  if (column < 1) return braceTooMany;
  return `is no valid JavaScript: line ${loc.line}, column ${column}: ${text}`;
}
