import type { FlowTrigger } from '../../../kernel/flow.ts';
import { isExactNumber } from '../../../kernel/json-text.ts';
import type { SentDefinition } from '../definition.ts';
import { findTrigger } from '../triggers.ts';

/** Ids, and the placeholders that exports write in their place. */
const idPattern = /~exportplaceholderid-[^~\s]{1,255}~|(?<![0-9a-f])[0-9a-f]{24}(?![0-9a-f])/gi;

/** What stands for the application itself in an export of it. */
const ofApplication = /^~exportplaceholderid-application-/i;

/**
 * A definition with every id that has a new one replaced, in whatever text it stands, and the application's placeholder by
 * its id; other placeholders without a new id are told.
 */
export function rewriteIds(
  definition: SentDefinition,
  ids: ReadonlyMap<string, string>,
  applicationId: string,
): { readonly definition: SentDefinition; readonly unresolved: ReadonlySet<string> } {
  const unresolved = new Set<string>();
  const replace = (text: string): string =>
    text.replaceAll(idPattern, (id) => {
      const known = ids.get(id) ?? (ofApplication.test(id) ? applicationId : ids.get(id.toLowerCase()));
      if (known === undefined && id.startsWith('~')) unresolved.add(id);
      return known ?? id;
    });
  const rewrite = (value: unknown): unknown => {
    if (typeof value === 'string') return replace(value);
    if (Array.isArray(value)) return value.map(rewrite);
    if (typeof value !== 'object' || value === null || isExactNumber(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rewrite(inner)]));
  };
  return { definition: rewrite(definition) as SentDefinition, unresolved };
}

/** The triggers of a workflow of another application, without the keys that name that application's resources. */
export function clearForeignKeys(triggers: readonly FlowTrigger[]): FlowTrigger[] {
  return triggers.map((trigger) => {
    const rule = findTrigger(trigger.type)?.key;
    if (rule?.kind !== 'id' || trigger.key === rule.any) return trigger;
    const { key: _key, ...rest } = trigger;
    return rest;
  });
}
