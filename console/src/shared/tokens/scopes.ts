import actions from '../../api/actions.json';
import { loadWords, t } from '../../words/words.ts';
import { formatCount } from '../format.ts';

/** What kind of token: it decides which scopes there are. */
export type Level = 'Application' | 'Organization' | 'User';

export interface ActionInfo {
  readonly name: string;
  readonly summary: string;
  readonly levels: readonly string[];
  readonly reads: boolean;
}

export interface ResourceActions {
  readonly resource: string;
  readonly actions: readonly ActionInfo[];
}

await loadWords('actions');
const all: readonly ActionInfo[] = actions.map((each) => ({ ...each, summary: t(each.summary) }));

/** The actions that tokens of this level can be allowed, by resource. */
export function listResources(level: Level): readonly ResourceActions[] {
  const byResource = new Map<string, ActionInfo[]>();
  for (const action of all) {
    if (!action.levels.includes(level)) continue;
    const resource = action.name.slice(0, action.name.indexOf('.'));
    byResource.set(resource, [...(byResource.get(resource) ?? []), action]);
  }
  return [...byResource].map(([resource, of]) => ({ resource, actions: of }));
}

/** The actions that a list of scopes opens for a token of this level. */
export function findAllowed(level: Level, scopes: readonly string[]): readonly ActionInfo[] {
  const given = new Set(scopes);
  return all.filter(({ name, levels, reads }) => {
    if (!levels.includes(level)) return false;
    // A narrower level's scope opens what it says for a wider token too.
    const byLevel = levels.some((each) => given.has(`all.${each}`) || (reads && given.has(`all.${each}.read`)));
    return byLevel || given.has(name) || given.has(`${name.slice(0, name.indexOf('.'))}.*`);
  });
}

/** A list of scopes in a few words. */
export function describeScopes(level: Level, scopes: readonly string[]): string {
  if (scopes.includes(`all.${level}`)) return t('everything');
  if (scopes.length === 1 && scopes[0] === `all.${level}.read`) return t('reading everything');
  const { length } = findAllowed(level, scopes);
  return formatCount(length, 'action');
}
