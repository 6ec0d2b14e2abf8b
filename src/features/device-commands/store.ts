import { sql } from 'kysely';
import { parseJson } from '../../kernel/json-text.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { readPortions } from '../../platform/database/read-portions.ts';

/** Commands sent to one device from `since` on, as many as one answer holds. */
export async function readCommands(
  database: Database,
  question: { deviceRowId: number; since: number; limit: number; direction: 'asc' | 'desc' },
): Promise<{ rows: { time: number; name: string; payload: unknown }[]; truncated: boolean }> {
  const { deviceRowId, since, direction } = question;
  const { rows, truncated } = await readPortions(question.limit, ({ offset, limit }) =>
    database.query<{ time: number; name: string; payload: string | null }>({
      sql: `select time, name, payload::text as payload from device_command where device_row_id = $1 and time >= $2
        order by time ${direction}, device_command_row_id ${direction} limit $3 offset $4`,
      parameters: [deviceRowId, since, limit, offset],
    }),
  );
  // Parsed here, because the driver would round the numbers that a payload has kept exactly.
  return {
    rows: rows.map((row) => ({ ...row, payload: row.payload === null ? null : parseJson(row.payload) })),
    truncated,
  };
}

/** Devices that are commanded in one go: one statement, and a moment of this process. */
const maxAtOnce = 100;
/** Bytes of payloads that one statement stores: what each device keeps is written for each, and others wait meanwhile. */
const maxBytesAtOnce = 512 * 1024;

/** To how many devices a command with a payload of so many bytes goes in one go. */
export function devicesAtOnce(payloadBytes: number): number {
  return Math.max(1, Math.min(maxAtOnce, Math.floor(maxBytesAtOnce / Math.max(1, payloadBytes))));
}

/** Keeps one command for each of the devices. `payload`: as JSON, which is sent to the database once. */
export async function insertCommands(
  db: Queryable,
  deviceRowIds: readonly number[],
  { time, name, payload }: { time: number; name: string; payload: string | undefined },
): Promise<void> {
  await sql`insert into device_command (device_row_id, time, name, payload)
    select device, ${time}, ${name}, ${payload ?? null}::jsonb
    from unnest(${[...deviceRowIds]}::bigint[]) with ordinality as addressed (device, place) order by place`.execute(
    db,
  );
}
