import { createHash } from 'node:crypto';
import { matchesTopic } from '../../kernel/topic-filter.ts';
import type { Database, Statement } from '../database/database.ts';
import type { Qos } from './packets.ts';
import type { SessionChange, StoredMessage } from './session-changes.ts';

/** Retained messages of one application, as for a server that has its database for itself. */
const maxMessages = 10_000;
const maxBytes = 32 * 1024 * 1024;
/** What a message counts for beside its topic and payload. */
const overheadBytes = 200;
/** Topics, and messages, in one read. */
const topicRows = 1_000;
const messageRows = 50;

type Retain = Extract<SessionChange, { kind: 'retain' }>;

/**
 * The retained messages that a filter matches, where several servers share the database: read when somebody subscribes, for
 * any of the servers may have changed them. No more than a few of them are in memory.
 */
export async function* findRetained(
  database: Database,
  applicationId: string,
  filter: string,
): AsyncGenerator<StoredMessage> {
  if (!filter.includes('+') && !filter.includes('#')) {
    yield* await loadMessages(database, applicationId, [hash(filter)]);
    return;
  }
  const prefix = filter.slice(0, filter.search(/[+#]/)).replace(/\/$/, '');
  for (let after: Uint8Array = Buffer.alloc(0); ; ) {
    const rows = await database.query<{ hash: Uint8Array; topic: string }>({
      sql: `select topic_hash as hash, topic from mqtt_retained
        join application_directory as application using (application_row_id)
        where application.id = $1 and topic_hash > $2::bytea and starts_with(topic, $3)
        order by topic_hash limit ${topicRows}`,
      parameters: [applicationId, after, prefix],
    });
    const found = rows.filter(({ topic }) => matchesTopic(filter, topic)).map((row) => row.hash);
    for (let start = 0; start < found.length; start += messageRows) {
      yield* await loadMessages(database, applicationId, found.slice(start, start + messageRows));
    }
    const last = rows.at(-1);
    if (!last || rows.length < topicRows) return;
    after = last.hash;
  }
}

async function loadMessages(
  database: Database,
  applicationId: string,
  hashes: readonly Uint8Array[],
): Promise<StoredMessage[]> {
  const rows = await database.query<{ topic: string; payload: Uint8Array; qos: Qos }>({
    sql: `select topic, payload, qos from mqtt_retained
      join application_directory as application using (application_row_id)
      where application.id = $1 and topic_hash = any($2::bytea[]) order by topic_hash`,
    parameters: [applicationId, hashes],
  });
  return rows.map((row) => ({ ...row, payload: Buffer.from(row.payload) }));
}

/** Keeps retained messages as far as there is room in their application, and says which were not kept. */
export function retainWithin(changes: readonly Retain[]): Statement[] {
  const kept = changes.flatMap(({ applicationId, topic, message }) =>
    message ? [{ applicationId, topic, ...message }] : [],
  );
  if (kept.length === 0) return [];
  const size = (of: string) => `octet_length(${of}.payload) + octet_length(${of}.topic) + ${overheadBytes}`;
  return [
    {
      sql: `with change as (
          select application.application_row_id, change.*, ${size('change')} as bytes
          from unnest($1::text[], $2::bytea[], $3::text[], $4::bytea[], $5::int[])
            as change (application_id, topic_hash, topic, payload, qos)
          join application_directory as application on application.id = change.application_id
        ), used as (
          select application_row_id, count(*) as count, sum(${size('retained')}) as bytes from mqtt_retained as retained
          where application_row_id in (select application_row_id from change) group by application_row_id
        ), weighed as (
          select change.*, ${size('former')} as former_bytes, former.topic_hash is null as is_new
          from change left join mqtt_retained as former using (application_row_id, topic_hash)
        ), judged as materialized (
          select weighed.*,
            coalesce(used.count, 0) + count(*) filter (where is_new) over turn <= ${maxMessages} as has_place,
            coalesce(used.bytes, 0) + sum(weighed.bytes - coalesce(former_bytes, 0)) over turn <= ${maxBytes} as has_bytes
          from weighed left join used using (application_row_id)
          window turn as (partition by application_row_id order by topic_hash rows unbounded preceding)
        ), kept as (
          insert into mqtt_retained (application_row_id, topic_hash, topic, payload, qos)
          select application_row_id, topic_hash, topic, payload, qos from judged
          where (has_place or not is_new) and has_bytes order by application_row_id, topic_hash
          on conflict (application_row_id, topic_hash) do update set payload = excluded.payload, qos = excluded.qos
        )
        select application_id as "notRetained", topic from judged where not ((has_place or not is_new) and has_bytes)`,
      parameters: [
        kept.map(({ applicationId }) => applicationId),
        kept.map(({ topic }) => hash(topic)),
        kept.map(({ topic }) => topic),
        kept.map(({ payload }) => payload),
        kept.map(({ qos }) => qos),
      ],
    },
  ];
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
