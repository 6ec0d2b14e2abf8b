import { sql } from 'kysely';
import { actingFlowOf, type Principal } from '../../kernel/principal.ts';
import { cutText } from '../../kernel/text.ts';
import type { Queryable } from '../../platform/database/database.ts';
import type { sourceTypes } from './schemas.ts';

/** Who makes or changes an event (resources.md, "Rules for all"). */
export interface EventSource {
  readonly type: (typeof sourceTypes)[number];
  /** 24-hex id of the user, API token, device or workflow. */
  readonly id: string;
  /** As people know it; at most 255 characters. */
  readonly name?: string | undefined;
}

const maxName = 255;

/** Somebody without a login. */
export const publicSource: EventSource = { type: 'public', id: '0'.repeat(24) };

/** The caller of the API as the source of an event, under the name that it has now. */
export async function findSource(db: Queryable, principal: Principal): Promise<EventSource> {
  const flow = actingFlowOf(principal);
  if (flow) return { type: 'flow', id: flow.flowId, name: cutText(flow.name, maxName) };
  const { type, id, name } = whoIs(principal);
  const { rows } = await sql<{ name: string | null }>`${name}`.execute(db);
  const found = rows[0]?.name;
  return { type, id, ...(found ? { name: cutText(found, maxName) } : {}) };
}

function whoIs(principal: Principal) {
  if (principal.kind === 'user' && principal.via === 'user') {
    const id = principal.userId;
    const name = sql`select coalesce(nullif(trim(concat_ws(' ', first_name, last_name)), ''), email) as name
      from user_directory where id = ${id}`;
    return { type: 'user', id, name } as const;
  }
  if (principal.kind === 'device') {
    const id = principal.deviceId;
    return { type: 'device', id, name: sql`select name from device_directory where id = ${id}` } as const;
  }
  const id = principal.tokenId;
  return { type: 'apiToken', id, name: sql`select name from access_token_name where id = ${id}` } as const;
}
