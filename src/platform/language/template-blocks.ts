import { isExactNumber } from '../../kernel/json-text.ts';
import { isTrue, isTrueInTemplate, toNumber } from './conversions.ts';
import { type BlockScope, type Scope, turnFrame } from './template-scope.ts';
import { isContainer } from './values.ts';

type Body = (scope: Scope, context: unknown, change?: BlockScope) => string;

/** What a block renders, and what its `else` does. */
export interface BlockBody {
  readonly main: Body;
  readonly inverse: Body;
}

type Keyword = (value: unknown, body: BlockBody, scope: Scope, hash: Readonly<Record<string, unknown>>) => string;

/** The blocks of Handlebars itself; each takes exactly one argument. */
export const blockKeywords: ReadonlyMap<string, Keyword> = new Map<string, Keyword>([
  ['if', (value, body, scope, hash) => (isMet(value, hash) ? body.main : body.inverse)(scope, scope.context)],
  ['unless', (value, body, scope, hash) => (isMet(value, hash) ? body.inverse : body.main)(scope, scope.context)],
  ['each', renderEach],
  ['with', renderWith],
]);

/** `includeZero=true` lets 0 count as true. */
function isMet(value: unknown, hash: Readonly<Record<string, unknown>>): boolean {
  return isTrueInTemplate(value) || (isTrue(hash.includeZero) && isZero(value));
}

function isZero(value: unknown): boolean {
  return (typeof value === 'number' || isExactNumber(value)) && toNumber(value) === 0;
}

function renderWith(value: unknown, body: BlockBody, scope: Scope): string {
  return isTrueInTemplate(value) || isZero(value)
    ? body.main(scope, value, { params: [value] })
    : body.inverse(scope, scope.context);
}

function renderEach(value: unknown, body: BlockBody, scope: Scope): string {
  if (!isContainer(value)) return body.inverse(scope, scope.context);
  const isArray = Array.isArray(value);
  const keys = Object.keys(value);
  const lastIndex = isArray ? value.length - 1 : keys.length - 1;
  let text = '';
  for (const [turn, name] of keys.entries()) {
    const item = (value as Record<string, unknown>)[name];
    const key = isArray ? Number(name) : name;
    const index = isArray ? Number(name) : turn;
    scope.run.step();
    text += body.main(scope, item, {
      frame: turnFrame(scope.frame, key, index, index === lastIndex),
      params: [item, key],
    });
  }
  return keys.length === 0 ? body.inverse(scope, scope.context) : text;
}

/** `{{#name}}` without a helper: once in the value, for each of a list, the `else` for nothing, false and `[]`. */
export function renderSection(value: unknown, body: BlockBody, scope: Scope): string {
  if (value === true) return body.main(scope, scope.context);
  if (value === undefined || value === null || value === false) return body.inverse(scope, scope.context);
  if (Array.isArray(value)) return renderEach(value, body, scope);
  return body.main(scope, value);
}
