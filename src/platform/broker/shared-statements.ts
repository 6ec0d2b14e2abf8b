import type { SubscriptionChange } from '../../kernel/events.ts';
import type { Statement } from '../database/database.ts';
import { deliveryColumns, type Held, type Post, type SessionChange } from './session-changes.ts';

/** What may wait in the inbox of a session: as much as for a client that is away. */
const maxWaiting = 1000;
const maxWaitingBytes = 4 * 1024 * 1024;
/** Filters in one announcement: most are short, and it has room for 7,000 bytes. */
const filtersPerAnnouncement = 20;

type Enqueue = Extract<SessionChange, { kind: 'enqueue' }>;

export function isHeld(change: Enqueue): change is Enqueue & { readonly held: Held } {
  return change.held !== undefined;
}

/** What statements for several servers return: a session that another server has by now, or what there was no room for. */
export interface SharedOutcome {
  readonly stale?: string;
  /** Since which CONNECT this server thought it had that session. */
  readonly generation?: number;
  readonly full?: string;
  /** The application that has no room for a retained message. */
  readonly notRetained?: string;
  readonly topic?: string;
}

/**
 * Fails the transaction that it is the first of, with SQLSTATE SB002, unless this server still has all sessions whose changes
 * it makes; none of the clients goes to another server until it ends.
 */
export function requireHeld(changes: readonly SessionChange[]): Statement[] {
  const held = new Map<string, Held>();
  const others = new Set<string>();
  for (const change of changes) {
    if (change.kind === 'held') held.set(`${change.clientId} ${change.generation}`, change);
    if (change.kind === 'enqueue' && change.held) others.add(change.held.clientId);
  }
  if (held.size === 0 && others.size === 0) return [];
  const wanted = [...held.values()];
  return [
    {
      sql: 'select require_clients($1::text[], $2::bigint[], $3::text[])',
      parameters: [wanted.map(({ clientId }) => clientId), wanted.map(({ generation }) => generation), [...others]],
    },
  ];
}

/** Messages for sessions that this server has, as far as it knows; for those that it has no longer, they are posted. */
export function sharedEnqueue(changes: readonly (Enqueue & { readonly held: Held })[]): Statement[] {
  if (changes.length === 0) return [];
  const change = `unnest($1::text[], $2::bigint[], $3::int[], $4::text[], $5::bytea[], $6::int[], $7::boolean[], $8::boolean[],
          $9::text[], $10::bigint[]) with ordinality
          as change (session_id, sequence, packet_id, topic, payload, qos, retain, sent, client_id, generation, number)
        join mqtt_session on mqtt_session.id = change.session_id
        left join mqtt_client as held on held.client_id = change.client_id and held.generation = change.generation`;
  const parameters = [
    ...deliveryColumns(changes),
    changes.map(({ held }) => held.clientId),
    changes.map(({ held }) => held.generation),
  ];
  return [
    {
      sql: `with change as (
          select change.*, held.generation is not null as is_held from ${change}
        ), kept as (
          insert into mqtt_delivery (session_id, sequence, packet_id, topic, payload, qos, retain, sent)
          select session_id, sequence, packet_id, topic, payload, qos, retain, sent from change where is_held
        ), posted as (
          insert into mqtt_inbox (session_id, topic, payload, qos)
          select session_id, topic, payload, qos from change where not is_held order by number
        )
        select distinct session_id as stale, generation from change where not is_held`,
      parameters,
    },
  ];
}

/** Messages for sessions of other servers, as far as their inboxes have room. */
export function post(changes: readonly Post[]): Statement[] {
  if (changes.length === 0) return [];
  return [
    {
      sql: `with change as (
          select change.*, row_number() over turn as nth, sum(octet_length(payload)) over turn as bytes
          from unnest($1::text[], $2::text[], $3::bytea[], $4::int[]) with ordinality
            as change (session_id, topic, payload, qos, number)
          join mqtt_session on mqtt_session.id = change.session_id
          window turn as (partition by session_id order by number rows unbounded preceding)
        ), waiting as (
          select session_id, count(*) as count, sum(octet_length(payload)) as bytes from mqtt_inbox
          where session_id = any($1::text[]) group by session_id
        ), judged as materialized (
          select change.*, coalesce(waiting.count, 0) + nth <= ${maxWaiting}
            and coalesce(waiting.bytes, 0) + change.bytes <= ${maxWaitingBytes} as fits
          from change left join waiting using (session_id)
        ), posted as (
          insert into mqtt_inbox (session_id, topic, payload, qos)
          select session_id, topic, payload, qos from judged where fits order by number
        )
        select session_id as "full", topic from judged where not fits order by number`,
      parameters: [
        changes.map(({ sessionId }) => sessionId),
        changes.map(({ topic }) => topic),
        changes.map(({ payload }) => payload),
        changes.map(({ qos }) => qos),
      ],
    },
  ];
}

/** What other servers are to know of the filters of sessions, by application, in pieces that an announcement has room for. */
export function subscriptionAnnouncements(
  changes: readonly SessionChange[],
): { readonly applicationId: string; readonly changes: readonly SubscriptionChange[] }[] {
  const held = new Map(changes.flatMap((change) => (change.kind === 'held' ? [[change.sessionId, change]] : [])));
  const byApplication = new Map<string, SubscriptionChange[]>();
  for (const change of changes) {
    if (change.kind !== 'subscribe' && change.kind !== 'unsubscribe' && change.kind !== 'end') continue;
    const of = held.get(change.sessionId);
    if (!of) continue;
    const { applicationId, clientId, sessionId } = of;
    const all = byApplication.get(applicationId) ?? [];
    byApplication.set(applicationId, all);
    all.push({
      sessionId,
      clientId,
      ...('filter' in change ? { filter: change.filter } : {}),
      ...('qos' in change ? { qos: change.qos } : {}),
    });
  }
  return [...byApplication].flatMap(([applicationId, all]) =>
    Array.from({ length: Math.ceil(all.length / filtersPerAnnouncement) }, (_, index) => ({
      applicationId,
      changes: all.slice(index * filtersPerAnnouncement, (index + 1) * filtersPerAnnouncement),
    })),
  );
}
