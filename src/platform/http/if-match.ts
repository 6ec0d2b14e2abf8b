import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { type Action, parametersOf } from '../../kernel/actions.ts';
import { AppError } from '../../kernel/errors.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Precondition } from '../database/precondition.ts';
import type { Resource, ResourceRegistry } from '../resources/resource.ts';

/** The versioned resource that an action reads or changes, with the parameter that names it; none: the caller. */
export interface VersionedTarget {
  readonly resource: Resource;
  readonly parameter: string | undefined;
}

/**
 * What `If-Match` of a PATCH is compared with, and `ETag` of a GET and PATCH says: the resource that the path ends in, where
 * its declaration says that it has versions (docs/contract/semantics.md, "Two who change one thing").
 */
export function findVersioned(action: Action, resources: ResourceRegistry): VersionedTarget | undefined {
  if (action.method !== 'GET' && action.method !== 'PATCH') return undefined;
  if (action.path === '/me') return { resource: required(resources, 'user'), parameter: undefined };
  const parameter = parametersOf(action.path).at(-1);
  if (parameter === undefined || !action.path.endsWith(`{${parameter}}`)) return undefined;
  const parents = action.path.startsWith('/applications/{applicationId}/')
    ? ['application']
    : ['owner', 'installation'];
  const resource = parents.map((parent) => resources.named(parameter, parent)).find((found) => found?.isVersioned);
  return resource === undefined ? undefined : { resource, parameter };
}

function required(resources: ResourceRegistry, type: string): Resource {
  const resource = resources.get(type);
  if (!resource) throw new Error(`no resource ${type} is declared`);
  return resource;
}

/** The tag of an answer: its version in quotes. Undefined for what says no version. */
export function tagOf(answer: unknown): string | undefined {
  const version = (answer as { lastUpdated?: unknown } | null | undefined)?.lastUpdated;
  return typeof version === 'string' ? `"${version}"` : undefined;
}

/**
 * Whether `If-Match` lets a change of what has this tag now go on: it lists the tag, or is `*`, or was not sent. A weak tag
 * is as good as the strong one, because proxies that compress make weak tags of ours; quotes may be left out.
 *
 * @param present the tag as it stands, with or without its quotes
 */
export function isUnchanged(header: string | undefined, present: string): boolean {
  if (header === undefined || header.trim() === '*') return true;
  return header.split(',').some((tag) => opaqueOf(tag.trim()) === opaqueOf(present));
}

function opaqueOf(tag: string): string {
  return tag.replace(/^W\//, '').replaceAll('"', '');
}

/** At most so long a change waits for the clock to pass the time of the change before; clocks of nodes differ by less. */
const mostWaitMs = 20;

/**
 * Refuses a change unless one of the header's tags is that of the row as it stands, which it locks. What is not there, or
 * is another's, it leaves to the action, so that a tag tells nobody more than the action would.
 *
 * @returns undefined where the header asks for nothing
 */
export function toPrecondition(
  header: string | undefined,
  { resource, parameter }: VersionedTarget,
  call: {
    readonly parameters: Readonly<Record<string, string>>;
    readonly principal: Principal;
    readonly application: ApplicationRef | undefined;
  },
): Precondition | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  const id = parameter === undefined ? (call.principal as { userId?: string }).userId : call.parameters[parameter];
  if (id === undefined) return undefined;
  const within =
    resource.parent === 'application'
      ? sql`and application_row_id = ${call.application?.applicationRowId ?? null}`
      : sql``;
  return async (tx) => {
    const { rows } = await sql<{ updated_at: Date }>`
      select updated_at from ${sql.table(resource.table)} where id = ${id} ${within} for update`.execute(tx);
    const changedAt = rows[0]?.updated_at;
    if (changedAt === undefined) return;
    if (!isUnchanged(header, changedAt.toISOString())) {
      throw new AppError(
        'PreconditionFailed',
        `The ${resource.label.toLowerCase()} was changed since, at ${changedAt.toISOString()}`,
      );
    }
    // The change must not get the time of the one before: the tag would be the same.
    const waitUntil = Date.now() + mostWaitMs;
    while (Date.now() <= changedAt.getTime() && Date.now() < waitUntil) await sleep(1);
  };
}
