import contract from './contract/actions.json' with { type: 'json' };
import newer from './contract/client-actions.json' with { type: 'json' };
import extensions from './contract/extensions.json' with { type: 'json' };

/** One action of the API: where it is called, and who may call it. */
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
  /** Whether it only looks: what the contract opens to a scope `all.<Level>.read`, and what anybody may GET. */
  readonly reads: boolean;
}

interface ContractAction {
  readonly method: string;
  readonly path: string;
  readonly scopes?: readonly string[];
  readonly success?: readonly { readonly code: number }[];
}

function readTable(...files: readonly object[]): Map<string, Action> {
  const table = new Map<string, Action>();
  for (const file of files as Record<string, Record<string, ContractAction>>[]) {
    for (const [resource, actions] of Object.entries(file)) {
      for (const [verb, action] of Object.entries(actions)) {
        const scopes = action.scopes ?? [];
        table.set(`${resource}.${verb}`, {
          name: `${resource}.${verb}`,
          method: action.method as Action['method'],
          path: action.path,
          scopes,
          success: action.success?.[0]?.code ?? 200,
          reads:
            scopes.some((scope) => /^all\.\w+\.read$/.test(scope)) || (scopes.length === 0 && action.method === 'GET'),
        });
      }
    }
  }
  return table;
}

/**
 * The one table of actions and scopes: the platform's (`contract/actions.json`), and those that its newer client or this
 * project adds (`contract/extensions.json`).
 */
export const actions: ReadonlyMap<string, Action> = readTable(contract, extensions);

/**
 * All actions that a scope can speak of: those of the table, and those that only a newer platform has, which the official
 * client lists (`contract/client-actions.json`, generated from it). A token may be given the scopes of the latter; they
 * open nothing, because only the table has routes. Whatever asks what a scope would open asks of all, so that nobody is
 * given more than they have on the day an action comes into the table.
 */
export const grantableActions: readonly Action[] = [...readTable(newer).values(), ...actions.values()];

/** Every scope that some action accepts; API tokens may be given these and no others. */
export const knownScopes: ReadonlySet<string> = new Set(grantableActions.flatMap((action) => action.scopes));
