import { table } from './contract/table.ts';

/** One action of the API: where it is called, and who may call it. */
export interface Action<Path extends string = string> {
  /** `resource.action`, the name that scopes and clients use. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With `{parameter}` placeholders. */
  readonly path: Path;
  /** A token needs one of these; an empty list means that the action takes no token (logging in). */
  readonly scopes: readonly string[];
  /** HTTP status of success. */
  readonly success: number;
  /** Whether it only looks: what the contract opens to a scope `all.<Level>.read`, and what anybody may GET. */
  readonly reads: boolean;
}

/** An action of the contract's table, or of the extensions beside it. */
export type ActionName = keyof typeof table;

/** The path of a named action, as a literal type. */
export type PathOf<Name extends ActionName> = (typeof table)[Name]['path'];

/** The names of the `{parameters}` of a path. */
export type ParameterOf<Path extends string> = Path extends `${string}{${infer Parameter}}${infer Rest}`
  ? Parameter | ParameterOf<Rest>
  : never;

/** Actions by name. */
export type ActionTable = ReadonlyMap<string, Action>;

/**
 * The one table of actions and scopes: the platform's (`contract/actions.json`), and those that its newer client or this
 * project adds (`contract/extensions.json`).
 */
export const actions: ActionTable = new Map<string, Action>(Object.entries(table));

/** Every scope that some action accepts; API tokens may be given these and no others. */
export const knownScopes: ReadonlySet<string> = new Set([...actions.values()].flatMap((action) => action.scopes));

/** The named parameters of a path, in their order. */
export function parametersOf(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);
}
