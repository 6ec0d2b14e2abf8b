import type { RenderRun } from './render-run.ts';
import { readOwn } from './values.ts';

/** What `@name` means: `@root`, and in the turn of an `#each` its `@key`, `@index`, `@first` and `@last`. */
export interface Frame {
  readonly outer: Frame | undefined;
  readonly values: ReadonlyMap<string, unknown>;
}

interface Depths {
  readonly context: unknown;
  readonly outer: Depths | undefined;
}

interface Params {
  readonly values: readonly unknown[];
  readonly outer: Params | undefined;
}

/** Where in the payload a part of a template is rendered. */
export interface Scope {
  readonly run: RenderRun;
  readonly context: unknown;
  readonly depths: Depths;
  readonly frame: Frame;
  readonly params: Params | undefined;
}

/** The scope of a whole template. */
export function rootScope(context: unknown, run: RenderRun): Scope {
  return {
    run,
    context,
    depths: { context, outer: undefined },
    frame: { outer: undefined, values: new Map([['root', context]]) },
    params: undefined,
  };
}

/** What a block changes for what is inside of it. */
export interface BlockScope {
  readonly frame?: Frame;
  /** Values of the names after `as`. */
  readonly params?: readonly unknown[];
}

const noParams: readonly unknown[] = [];

/** The scope inside of a block. `../` leads out of it only where the context has changed, as in Handlebars. */
export function innerScope(scope: Scope, context: unknown, { frame, params = noParams }: BlockScope = {}): Scope {
  const { depths } = scope;
  return {
    run: scope.run,
    context,
    depths: isSame(context, depths.context) ? depths : { context, outer: depths },
    frame: frame ?? scope.frame,
    params: { values: params, outer: scope.params },
  };
}

/** `==`, as Handlebars compares contexts; an object only with itself. */
function isSame(a: unknown, b: unknown): boolean {
  const isPrimitive = (value: unknown) => typeof value !== 'object' || value === null;
  // biome-ignore lint/suspicious/noDoubleEquals: as Handlebars does
  return isPrimitive(a) && isPrimitive(b) ? a == b : a === b;
}

/** The frame of one turn of an `#each`. */
export function turnFrame(outer: Frame, key: unknown, index: number, isLast: boolean): Frame {
  const values = new Map(outer.values);
  values
    .set('key', key)
    .set('index', index)
    .set('first', index === 0)
    .set('last', isLast);
  return { outer, values };
}

/** The context `depth` levels out; undefined beyond the outermost. */
export function contextAt(scope: Scope, depth: number): unknown {
  if (depth === 0) return scope.context;
  let depths: Depths | undefined = scope.depths;
  for (let left = depth; left > 0 && depths; left -= 1) depths = depths.outer;
  return depths?.context;
}

/** The value of `@name.rest`, `depth` frames out. */
export function readFrame(scope: Scope, depth: number, [name = '', ...rest]: readonly string[]): unknown {
  let frame: Frame | undefined = scope.frame;
  for (let left = depth; left > 0 && frame; left -= 1) frame = frame.outer;
  let value = frame?.values.get(name);
  for (const part of rest) value = value ? readOwn(value, part) : value;
  return value;
}

/** The value of a name after `as`, `depth` blocks out. */
export function readParam(scope: Scope, depth: number, index: number): unknown {
  let params = scope.params;
  for (let left = depth; left > 0 && params; left -= 1) params = params.outer;
  return params?.values[index];
}

/** The value at these own properties; a missing one ends it. */
export function readParts(start: unknown, parts: readonly string[]): unknown {
  let value = start;
  for (const part of parts) {
    if (value === undefined || value === null) return value;
    value = readOwn(value, part);
  }
  return value;
}
