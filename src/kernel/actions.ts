import contract from './contract/actions.json' with { type: 'json' };

/** One action of the API: where it is called, and which scopes open it. */
export interface Action {
  /** `resource.action`, the name that scopes and clients use. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With `{parameter}` placeholders. */
  readonly path: string;
  /** A token needs one of these; an empty list means that the action takes no token (logging in). */
  readonly scopes: readonly string[];
  /** HTTP status of success. */
  readonly success: number;
}

interface ContractAction {
  readonly method: string;
  readonly path: string;
  readonly scopes?: readonly string[];
  readonly success?: readonly { readonly code: number }[];
}

function readContract(): Map<string, Action> {
  const table = new Map<string, Action>();
  for (const [resource, actions] of Object.entries(contract as Record<string, Record<string, ContractAction>>)) {
    for (const [verb, action] of Object.entries(actions)) {
      const name = `${resource}.${verb}`;
      table.set(name, {
        name,
        method: action.method as Action['method'],
        path: action.path,
        scopes: action.scopes ?? [],
        success: action.success?.[0]?.code ?? 200,
      });
    }
  }
  return table;
}

/** The one table of actions and scopes, read from the contract (`contract/actions.json`). */
export const actions: ReadonlyMap<string, Action> = readContract();

/** Every scope that some action accepts; API tokens may be given these and no others. */
export const knownScopes: ReadonlySet<string> = new Set([...actions.values()].flatMap((action) => action.scopes));

/** Whether a token with these scopes may call the action. */
export function allowsAction(scopes: ReadonlySet<string>, action: Action): boolean {
  return action.scopes.some((scope) => scopes.has(scope));
}
