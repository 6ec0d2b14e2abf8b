import { createHash } from 'node:crypto';
import type { Statement } from '../database/database.ts';
import { deliveryColumns, type Post, type SessionChange } from './session-changes.ts';
import { retainWithin } from './shared-retained.ts';
import { isHeld, post, sharedEnqueue } from './shared-statements.ts';
import { changeWills, type KeepWill } from './will-statements.ts';

type Of<Kind extends SessionChange['kind']> = Extract<SessionChange, { kind: Kind }>;

/** Bytes that a change adds to its transaction, roughly. */
export function weighChange(change: SessionChange): number {
  if (change.kind === 'enqueue' || change.kind === 'post') return 200 + change.payload.length;
  if (change.kind === 'keepWill') return 200 + change.will.payload.length;
  return change.kind === 'retain' ? 200 + (change.message?.payload.length ?? 0) : 200;
}

/**
 * Statements that have the effect of the changes one after the other. A session id is never used twice and a sequence
 * number never within its session, so only changes of the same row need folding into one; all others may change places.
 *
 * @param node the server that has the connections, where several share the database
 */
export function sessionStatements(changes: readonly SessionChange[], node?: string): Statement[] {
  const folded = fold(changes);
  return [
    ...endSessions([...folded.ended], [...folded.created.values()]),
    ...createSessions([...folded.created.values()]),
    ...changeSubscriptions([...folded.subscriptions.values()]),
    ...enqueue([...folded.enqueued.values()].filter(({ held }) => !held)),
    ...take(folded.taken),
    ...markSent(folded.sent),
    ...release([...folded.released.values()]),
    ...dequeue([...folded.dequeued.values()]),
    ...changeIncoming([...folded.incoming.values()]),
    ...changeRetained([...folded.retained.values()], node),
    ...changeWills(folded.wills, [...folded.willsGone], node),
    ...sharedEnqueue([...folded.enqueued.values()].filter(isHeld)),
    ...post(folded.posted),
  ];
}

function fold(changes: readonly SessionChange[]) {
  const folded = {
    created: new Map<string, Of<'create'>>(),
    ended: new Set<string>(),
    subscriptions: new Map<string, Of<'subscribe'> | Of<'unsubscribe'>>(),
    enqueued: new Map<string, Of<'enqueue'>>(),
    taken: [] as Of<'take'>[],
    posted: [] as Post[],
    sent: new Map<string, number>(),
    released: new Map<string, Of<'release'>>(),
    dequeued: new Map<string, Of<'dequeue'>>(),
    incoming: new Map<string, Of<'receive'> | Of<'complete'>>(),
    retained: new Map<string, Of<'retain'>>(),
    wills: new Map<string, KeepWill>(),
    willsGone: new Set<string>(),
  };
  for (const change of changes) {
    switch (change.kind) {
      case 'create':
        folded.created.set(change.sessionId, change);
        break;
      case 'end':
        folded.created.delete(change.sessionId);
        folded.ended.add(change.sessionId);
        break;
      case 'subscribe':
      case 'unsubscribe':
        folded.subscriptions.set(`${change.sessionId} ${change.filter}`, change);
        break;
      case 'enqueue':
        folded.enqueued.set(`${change.sessionId} ${change.sequence}`, change);
        break;
      case 'take':
        folded.taken.push(change);
        break;
      case 'post':
        folded.posted.push(change);
        break;
      case 'held':
        break;
      case 'sent':
        folded.sent.set(change.sessionId, change.sequence);
        break;
      case 'release':
        folded.released.set(`${change.sessionId} ${change.sequence}`, change);
        break;
      case 'dequeue':
        // What came and went within the batch need not be written at all.
        if (!folded.enqueued.delete(`${change.sessionId} ${change.sequence}`)) {
          folded.dequeued.set(`${change.sessionId} ${change.sequence}`, change);
        }
        break;
      case 'receive':
      case 'complete':
        folded.incoming.set(`${change.sessionId} ${change.packetId}`, change);
        break;
      case 'retain':
        folded.retained.set(`${change.applicationId} ${change.topic}`, change);
        break;
      case 'keepWill':
        folded.wills.set(change.willId, change);
        break;
      case 'forgetWill':
        if (!folded.wills.delete(change.willId)) folded.willsGone.add(change.willId);
        break;
    }
  }
  return folded;
}

function endSessions(ended: readonly string[], created: readonly Of<'create'>[]): Statement[] {
  if (ended.length === 0 && created.length === 0) return [];
  return [
    {
      // A client has one session: one that it begins ends any other.
      sql: 'delete from mqtt_session where id = any($1::text[]) or client_id = any($2::text[])',
      parameters: [ended, created.map(({ clientId }) => clientId)],
    },
  ];
}

function createSessions(created: readonly Of<'create'>[]): Statement[] {
  if (created.length === 0) return [];
  // The last of each client: the others have ended within the batch.
  const last = [...new Map(created.map((change) => [change.clientId, change])).values()];
  return [
    {
      sql: `insert into mqtt_session (id, application_row_id, client_id)
        select change.id, application.application_row_id, device.id
        from unnest($1::text[], $2::text[], $3::text[]) as change (id, application_id, client_id)
        join application_directory as application on application.id = change.application_id
        join device_directory as device on device.id = change.client_id`,
      parameters: [
        last.map(({ sessionId }) => sessionId),
        last.map(({ applicationId }) => applicationId),
        last.map(({ clientId }) => clientId),
      ],
    },
  ];
}

function changeSubscriptions(changes: readonly (Of<'subscribe'> | Of<'unsubscribe'>)[]): Statement[] {
  const kept = changes.filter((change) => change.kind === 'subscribe');
  const gone = changes.filter((change) => change.kind === 'unsubscribe');
  const statements: Statement[] = [];
  if (gone.length > 0) {
    statements.push({
      sql: `delete from mqtt_subscription s using unnest($1::text[], $2::bytea[]) as change (session_id, filter_hash)
        where s.session_id = change.session_id and s.filter_hash = change.filter_hash`,
      parameters: [gone.map(({ sessionId }) => sessionId), gone.map(({ filter }) => hash(filter))],
    });
  }
  if (kept.length > 0) {
    statements.push({
      sql: `insert into mqtt_subscription (session_id, filter_hash, filter, qos)
        select change.*
        from unnest($1::text[], $2::bytea[], $3::text[], $4::int[]) as change (session_id, filter_hash, filter, qos)
        join mqtt_session on mqtt_session.id = change.session_id
        on conflict (session_id, filter_hash) do update set qos = excluded.qos`,
      parameters: [
        kept.map(({ sessionId }) => sessionId),
        kept.map(({ filter }) => hash(filter)),
        kept.map(({ filter }) => filter),
        kept.map(({ qos }) => qos),
      ],
    });
  }
  return statements;
}

function enqueue(changes: readonly Of<'enqueue'>[]): Statement[] {
  if (changes.length === 0) return [];
  return [
    {
      sql: `insert into mqtt_delivery (session_id, sequence, packet_id, topic, payload, qos, retain, sent)
        select change.*
        from unnest($1::text[], $2::bigint[], $3::int[], $4::text[], $5::bytea[], $6::int[], $7::boolean[], $8::boolean[])
          as change (session_id, sequence, packet_id, topic, payload, qos, retain, sent)
        join mqtt_session on mqtt_session.id = change.session_id`,
      parameters: deliveryColumns(changes),
    },
  ];
}

function take(changes: readonly Of<'take'>[]): Statement[] {
  if (changes.length === 0) return [];
  return [
    {
      sql: `delete from mqtt_inbox i using unnest($1::text[], $2::bigint[]) as change (session_id, number)
        where i.session_id = change.session_id and i.number = change.number`,
      parameters: [changes.map(({ sessionId }) => sessionId), changes.map(({ number }) => number)],
    },
  ];
}

function markSent(sent: ReadonlyMap<string, number>): Statement[] {
  if (sent.size === 0) return [];
  return [
    {
      sql: `update mqtt_delivery d set sent = true
        from unnest($1::text[], $2::bigint[]) as change (session_id, sequence)
        where d.session_id = change.session_id and d.sequence <= change.sequence and not d.sent`,
      parameters: [[...sent.keys()], [...sent.values()]],
    },
  ];
}

function release(changes: readonly Of<'release'>[]): Statement[] {
  if (changes.length === 0) return [];
  return [
    {
      sql: `update mqtt_delivery d set released = true, payload = ''
        from unnest($1::text[], $2::bigint[]) as change (session_id, sequence)
        where d.session_id = change.session_id and d.sequence = change.sequence`,
      parameters: [changes.map(({ sessionId }) => sessionId), changes.map(({ sequence }) => sequence)],
    },
  ];
}

function dequeue(changes: readonly Of<'dequeue'>[]): Statement[] {
  if (changes.length === 0) return [];
  return [
    {
      sql: `delete from mqtt_delivery d using unnest($1::text[], $2::bigint[]) as change (session_id, sequence)
        where d.session_id = change.session_id and d.sequence = change.sequence`,
      parameters: [changes.map(({ sessionId }) => sessionId), changes.map(({ sequence }) => sequence)],
    },
  ];
}

function changeIncoming(changes: readonly (Of<'receive'> | Of<'complete'>)[]): Statement[] {
  const statements: Statement[] = [];
  for (const [kind, sql] of [
    [
      'receive',
      `insert into mqtt_incoming (session_id, packet_id)
        select change.* from unnest($1::text[], $2::int[]) as change (session_id, packet_id)
        join mqtt_session on mqtt_session.id = change.session_id on conflict do nothing`,
    ],
    [
      'complete',
      `delete from mqtt_incoming i using unnest($1::text[], $2::int[]) as change (session_id, packet_id)
        where i.session_id = change.session_id and i.packet_id = change.packet_id`,
    ],
  ] as const) {
    const of = changes.filter((change) => change.kind === kind);
    if (of.length === 0) continue;
    statements.push({ sql, parameters: [of.map(({ sessionId }) => sessionId), of.map(({ packetId }) => packetId)] });
  }
  return statements;
}

/** @param node as above: one that has the database for itself knows what there is, and has refused what there is no room for */
function changeRetained(changes: readonly Of<'retain'>[], node: string | undefined): Statement[] {
  const statements: Statement[] = [];
  const gone = changes.filter(({ message }) => message === undefined);
  const kept = changes.flatMap(({ applicationId, topic, message }) =>
    message ? [{ applicationId, topic, ...message }] : [],
  );
  if (gone.length > 0) {
    statements.push({
      sql: `delete from mqtt_retained r using unnest($1::text[], $2::bytea[]) as change (application_id, topic_hash)
        join application_directory as application on application.id = change.application_id
        where r.application_row_id = application.application_row_id and r.topic_hash = change.topic_hash`,
      parameters: [gone.map(({ applicationId }) => applicationId), gone.map(({ topic }) => hash(topic))],
    });
  }
  if (node !== undefined) statements.push(...retainWithin(changes));
  else if (kept.length > 0) {
    statements.push({
      sql: `insert into mqtt_retained (application_row_id, topic_hash, topic, payload, qos)
        select application.application_row_id, change.topic_hash, change.topic, change.payload, change.qos
        from unnest($1::text[], $2::bytea[], $3::text[], $4::bytea[], $5::int[])
          as change (application_id, topic_hash, topic, payload, qos)
        join application_directory as application on application.id = change.application_id
        on conflict (application_row_id, topic_hash) do update set payload = excluded.payload, qos = excluded.qos`,
      parameters: [
        kept.map(({ applicationId }) => applicationId),
        kept.map(({ topic }) => hash(topic)),
        kept.map(({ topic }) => topic),
        kept.map(({ payload }) => payload),
        kept.map(({ qos }) => qos),
      ],
    });
  }
  return statements;
}

/** Topics are longer than an index takes. */
function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
