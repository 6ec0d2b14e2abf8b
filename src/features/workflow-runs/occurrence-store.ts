import { sql } from 'kysely';
import type { Database, Queryable, Statement } from '../../platform/database/database.ts';
import { encodeOccurrence, type Occurrence } from './occurrence.ts';
import { type Bundle, type EncodedOccurrence, splitBundle, toBundles } from './occurrence-bundle.ts';

/** How long a server may be silent before another takes over what it works off. */
const leaseSeconds = 30;

/** A row that is to be worked off. */
export interface OccurrenceRow extends Bundle {
  readonly rowId: number;
  readonly attempts: number;
  /** Ids of runs that have ended. */
  readonly finished: readonly string[];
}

/** Something that has happened, and in which application. */
interface OccurrenceIn {
  readonly applicationRowId: number;
  readonly occurrence: Occurrence;
}

/** What tells a row from others. */
export type RowKey = Pick<OccurrenceRow, 'applicationRowId' | 'rowId'>;

/** As it is stored. */
export function encode({ applicationRowId, occurrence }: OccurrenceIn): EncodedOccurrence {
  const { id, kind } = occurrence;
  return { applicationRowId, id, kind, content: encodeOccurrence(occurrence) };
}

/** The statement that stores occurrences, in the order of the arrays; for transactions of one round trip. */
export function insertStatement(occurrences: readonly OccurrenceIn[]): Statement {
  return insertEncoded(occurrences.map(encode));
}

/** As `insertStatement`, of occurrences that are texts already. */
export function insertEncoded(occurrences: readonly EncodedOccurrence[]): Statement {
  const rows = toBundles(occurrences);
  return {
    sql: `insert into workflow_occurrence (application_row_id, id, kind, content, size)
      select * from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::smallint[])`,
    parameters: [
      rows.map(({ applicationRowId }) => applicationRowId),
      rows.map(({ id }) => id),
      rows.map(({ kind }) => kind),
      rows.map(({ content }) => content),
      rows.map(({ size }) => size),
    ],
  };
}

/** Stores some in an open transaction. */
export async function insertOccurrences(tx: Queryable, occurrences: readonly OccurrenceIn[]): Promise<void> {
  const rows = toBundles(occurrences.map(encode));
  if (rows.length === 0) return;
  const values = rows.map(({ applicationRowId, ...row }) => ({ application_row_id: applicationRowId, ...row }));
  await tx.insertInto('workflow_occurrence').values(values).execute();
}

/**
 * Gives each occurrence of a row that several share a row of its own, in its place: a run that has ended its server must not use up
 * the attempts of those beside it. Only for the owner of the turn.
 */
export async function splitRows(database: Database, rows: readonly OccurrenceRow[]): Promise<void> {
  const single = rows.flatMap((row) => splitBundle(row));
  await database.batch([
    deleteStatement(rows),
    {
      sql: `insert into workflow_occurrence
          (occurrence_row_id, application_row_id, id, kind, content, attempts, finished) overriding system value
        select s.row_id, s.application_row_id, s.id, s.kind, s.content, s.attempts, array(select json_array_elements_text(s.finished))
        from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::smallint[], $7::json[])
          as s (row_id, application_row_id, id, kind, content, attempts, finished)`,
      parameters: [
        single.map(({ rowId }) => rowId),
        single.map(({ applicationRowId }) => applicationRowId),
        single.map(({ id }) => id),
        single.map(({ kind }) => kind),
        single.map(({ content }) => content),
        single.map(({ attempts }) => attempts),
        single.map(({ finished }) => JSON.stringify(finished)),
      ],
    },
  ]);
}

/** Applications, from `after` on, that have something to be worked off and that nobody else works off. */
export async function findWaiting(
  database: Database,
  question: { owner: string; after: number; limit: number },
): Promise<number[]> {
  const rows = await database.query<{ application_row_id: number }>({
    // From one application to the next by the index, however many rows each has.
    sql: `with recursive waiting as (
        (select application_row_id from workflow_occurrence where application_row_id > $2
          order by application_row_id limit 1)
        union all
        select (select o.application_row_id from workflow_occurrence o
          where o.application_row_id > w.application_row_id order by o.application_row_id limit 1)
        from waiting w where w.application_row_id is not null
      )
      select w.application_row_id from waiting w
        left join workflow_turn t on t.application_row_id = w.application_row_id
      where w.application_row_id is not null
        and (t.owner is null or t.owner = $1 or t.lease_until < clock_timestamp())
      limit $3`,
    parameters: [question.owner, question.after, question.limit],
  });
  return rows.map((row) => row.application_row_id);
}

/**
 * Takes the turns of applications that nobody has. What the owner before may have begun when it died counts as an attempt.
 *
 * @returns those that are the owner's now
 */
export async function takeTurns(
  database: Database,
  owner: string,
  applicationRowIds: readonly number[],
): Promise<number[]> {
  const [taken = []] = (await database.batch([
    {
      sql: `insert into workflow_turn as t (application_row_id, owner, lease_until)
        select application_row_id, $1, clock_timestamp() + $3 * interval '1 second'
          from application_directory
        -- One that is deleted has nothing to be worked off any more; its purge may have gone by already.
        where application_row_id = any($2::bigint[]) and deleted_at is null
        order by application_row_id
        on conflict (application_row_id) do update set
          owner = excluded.owner, lease_until = excluded.lease_until,
          is_inherited = t.owner is not null and t.owner <> excluded.owner
        where t.owner is null or t.owner = excluded.owner or t.lease_until < clock_timestamp()
        returning application_row_id`,
      parameters: [owner, applicationRowIds, leaseSeconds],
    },
    {
      sql: `update workflow_occurrence o set attempts = attempts + 1, begun = false from workflow_turn t
        where t.application_row_id = any($2::bigint[]) and t.owner = $1 and t.is_inherited
          and o.application_row_id = t.application_row_id and o.occurrence_row_id <= t.taken_to
          and (o.attempts = 0 or o.begun)`,
      parameters: [owner, applicationRowIds],
    },
    {
      sql: `update workflow_turn set is_inherited = false
        where application_row_id = any($2::bigint[]) and owner = $1 and is_inherited`,
      parameters: [owner, applicationRowIds],
    },
  ])) as { application_row_id: number }[][];
  return taken.map((row) => row.application_row_id);
}

/**
 * Notes that a run is begun again whose server died: what only waits behind it, through however many crashes, is not used up by
 * them.
 */
export async function markBegun(database: Database, { applicationRowId, rowId }: RowKey): Promise<void> {
  await database.query({
    sql: `update workflow_occurrence set begun = true
      where application_row_id = $1 and occurrence_row_id = $2 and not begun`,
    parameters: [applicationRowId, rowId],
  });
}

/** Shows that the owner is alive; returns the applications that it still has. */
export async function renewTurns(database: Database, owner: string): Promise<number[]> {
  const rows = await database.query<{ application_row_id: number }>({
    sql: `update workflow_turn set lease_until = clock_timestamp() + $2 * interval '1 second'
      where owner = $1 returning application_row_id`,
    parameters: [owner, leaseSeconds],
  });
  return rows.map((row) => row.application_row_id);
}

/** Gives turns back: all of the owner's, or those named. */
export async function leaveTurns(
  database: Database,
  owner: string,
  applicationRowIds?: readonly number[],
): Promise<void> {
  await database.query({
    sql: `update workflow_turn set owner = null where owner = $1
      ${applicationRowIds ? 'and application_row_id = any($2::bigint[])' : ''}`,
    parameters: applicationRowIds ? [owner, applicationRowIds] : [owner],
  });
}

/** Ends the leases of whoever had the database before. Only where no other server uses it. */
export async function endLeases(database: Database): Promise<void> {
  await database.query({ sql: `update workflow_turn set lease_until = '-infinity' where owner is not null` });
}

/** How many occurrences of which application are wanted, and bytes of them together: the row that goes beyond is the last. */
export interface WantedRows {
  readonly applicationRowId: number;
  readonly limit: number;
  readonly maxBytes: number;
}

/**
 * The next rows of applications that are the owner's, the oldest first, without those that are held already; notes that they
 * may have been begun.
 */
export async function takeRows(
  database: Database,
  question: {
    owner: string;
    wanted: readonly WantedRows[];
    held: readonly number[];
  },
): Promise<OccurrenceRow[]> {
  const { owner, wanted, held } = question;
  return database.query<OccurrenceRow>({
    sql: `with rows as (
        select o.* from unnest($2::bigint[], $3::integer[], $5::bigint[]) as w (application_row_id, most, max_bytes)
          join workflow_turn t on t.application_row_id = w.application_row_id and t.owner = $1
          cross join lateral (
            -- The length of a long text is known without reading it.
            select *, sum(octet_length(content)) over before - octet_length(content) as bytes_before,
              sum(size) over before - size as size_before
            from (
              select * from workflow_occurrence
              where application_row_id = w.application_row_id and occurrence_row_id <> all($4::bigint[])
              order by occurrence_row_id limit w.most
            ) first
            window before as (order by occurrence_row_id)
          ) o
          where o.bytes_before < w.max_bytes and o.size_before < w.most
      ), noted as (
        update workflow_turn t set taken_to = greatest(t.taken_to, n.taken_to)
        from (select application_row_id, max(occurrence_row_id) as taken_to from rows group by 1) n
        where t.application_row_id = n.application_row_id and t.taken_to < n.taken_to
      )
      select occurrence_row_id as "rowId", application_row_id as "applicationRowId", id, kind, content, size, attempts, finished
      from rows order by occurrence_row_id`,
    parameters: [
      owner,
      wanted.map(({ applicationRowId }) => applicationRowId),
      wanted.map(({ limit }) => limit),
      held,
      wanted.map(({ maxBytes }) => maxBytes),
    ],
  });
}

/** Rows whose runs have all ended. */
export function deleteStatement(rows: readonly RowKey[]): Statement {
  return {
    sql: `delete from workflow_occurrence o using unnest($1::bigint[], $2::bigint[]) as d (application_row_id, row_id)
      where o.application_row_id = d.application_row_id and o.occurrence_row_id = d.row_id`,
    parameters: [rows.map(({ applicationRowId }) => applicationRowId), rows.map(({ rowId }) => rowId)],
  };
}

/** Runs that have ended while others of the same row go on: each with its row. */
export function finishedStatement(runs: readonly { readonly row: RowKey; readonly runId: string }[]): Statement {
  return {
    sql: `update workflow_occurrence o set finished = o.finished || f.run_ids
      from (select application_row_id, row_id, array_agg(run_id) as run_ids
        from unnest($1::bigint[], $2::bigint[], $3::text[]) as u (application_row_id, row_id, run_id) group by 1, 2) f
      where o.application_row_id = f.application_row_id and o.occurrence_row_id = f.row_id`,
    parameters: [
      runs.map(({ row }) => row.applicationRowId),
      runs.map(({ row }) => row.rowId),
      runs.map(({ runId }) => runId),
    ],
  };
}

interface FirstRows {
  readonly applicationRowId: number;
  readonly but: readonly number[];
  readonly limit: number;
  readonly maxBytes: number;
}

/** The first rows of an application, to look at: without those that are held already, and as many as have `limit` occurrences or `maxBytes` together. */
export async function readFirst(
  database: Database,
  { applicationRowId, but, limit, maxBytes }: FirstRows,
): Promise<OccurrenceRow[]> {
  return database.query<OccurrenceRow>({
    sql: `select occurrence_row_id as "rowId", application_row_id as "applicationRowId", id, kind, content, size, attempts, finished
      from (
        select *, sum(octet_length(content)) over before - octet_length(content) as bytes_before, sum(size) over before - size as size_before
        from (
          select * from workflow_occurrence where application_row_id = $1 and occurrence_row_id <> all($2::bigint[])
          order by occurrence_row_id limit $3
        ) first
        window before as (order by occurrence_row_id)
      ) o where bytes_before < $4 and size_before < $3 order by occurrence_row_id`,
    parameters: [applicationRowId, but, limit, maxBytes],
  });
}

/** Whether at least so many occurrences wait in an application. */
export async function hasMoreWaiting(database: Database, applicationRowId: number, most: number): Promise<boolean> {
  const rows = await database.query({
    sql: `select 1 from (select size from workflow_occurrence where application_row_id = $1 limit $2) first
      having sum(size) >= $2`,
    parameters: [applicationRowId, most],
  });
  return rows.length > 0;
}

/** Those of the applications that are there. */
export async function findApplications(
  db: Queryable,
  rowIds: readonly number[],
): Promise<Map<number, { applicationId: string; name: string; ownerType: 'user' | 'organization'; ownerId: string }>> {
  const { rows } = await sql<{
    application_row_id: number;
    id: string;
    name: string;
    owner_type: 'user' | 'organization';
    owner_id: string;
  }>`select application_row_id, id, name, owner_type, owner_id from application_directory
    where application_row_id = any(${rowIds}) and deleted_at is null`.execute(db);
  return new Map(
    rows.map((row) => [
      row.application_row_id,
      { applicationId: row.id, name: row.name, ownerType: row.owner_type, ownerId: row.owner_id },
    ]),
  );
}
