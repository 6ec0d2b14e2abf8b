import type { Statement } from '../../platform/database/database.ts';

/** Usage is counted by the UTC hour. */
export const hourMs = 3_600_000;

/** The payload types of semantics.md, "Payload accounting". */
export type PayloadType =
  | 'deviceState'
  | 'deviceCommand'
  | 'deviceConnect'
  | 'deviceDisconnect'
  | 'mqttIn'
  | 'mqttOut'
  | 'webhook'
  | 'endpoint'
  | 'timer'
  | 'virtualButton'
  | 'event'
  | 'dataTable'
  | 'integration';

/** So many payloads of one type and source, in the hour of `time`. */
export interface PayloadCount {
  readonly applicationRowId: number;
  /** 0 when no device is concerned. */
  readonly deviceRowId: number;
  readonly type: PayloadType;
  /** `<who>.<via>`, such as `device.mqtt`. */
  readonly source: string;
  readonly count: number;
  /** Epoch ms of when the payload was counted. */
  readonly time: number;
}

interface Total {
  applicationRowId: number;
  deviceRowId: number;
  hour: number;
  type: string;
  source: string;
  count: number;
}

/** Adds counts up into the rows of one table. */
export class CountTotals {
  readonly #totals = new Map<string, Total>();
  readonly #byDevice: boolean;

  constructor(options: { byDevice: boolean }) {
    this.#byDevice = options.byDevice;
  }

  get size(): number {
    return this.#totals.size;
  }

  add(item: PayloadCount): void {
    const hour = item.time - (item.time % hourMs);
    const deviceRowId = this.#byDevice ? item.deviceRowId : 0;
    const key = `${item.applicationRowId} ${deviceRowId} ${hour} ${item.type} ${item.source}`;
    const total = this.#totals.get(key);
    if (total) total.count += item.count;
    else {
      const { applicationRowId, type, source, count } = item;
      this.#totals.set(key, { applicationRowId, deviceRowId, hour, type, source, count });
    }
  }

  /** Rows in one fixed order, so that two transactions that count the same things cannot wait for each other. */
  rows(): Total[] {
    return [...this.#totals.values()].sort(
      (a, b) =>
        a.applicationRowId - b.applicationRowId ||
        a.deviceRowId - b.deviceRowId ||
        a.hour - b.hour ||
        (a.type < b.type ? -1 : a.type > b.type ? 1 : 0) ||
        (a.source < b.source ? -1 : a.source > b.source ? 1 : 0),
    );
  }
}

/**
 * Of applications that are there, in the order given: what is counted in memory may come after the purge of its application, and nobody
 * would remove it any more.
 */
const ofLiving = `where application_row_id in (select application_row_id from application_directory where deleted_at is null)
  order by place`;
const addByDevice = `
  insert into payload_count_by_device (application_row_id, device_row_id, hour, type, source, count)
  select application_row_id, device_row_id, hour, type, source, count
  from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::bigint[])
    with ordinality as counted (application_row_id, device_row_id, hour, type, source, count, place)
  ${ofLiving}
  on conflict (application_row_id, hour, device_row_id, type, source)
  do update set count = payload_count_by_device.count + excluded.count`;
const addTotals = (condition: string): string => `
  insert into payload_count (application_row_id, hour, type, source, count)
  select application_row_id, hour, type, source, count
  from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::bigint[])
    with ordinality as counted (application_row_id, hour, type, source, count, place)
  ${condition}
  on conflict (application_row_id, hour, type, source)
  do update set count = payload_count.count + excluded.count`;

/**
 * The statements that add counts to both tables, for the transaction that stores what is counted. They come last in it:
 * the totals of a busy application are one row that concurrent transactions take turns at, so it is held shortest.
 */
export function countStatements(counts: Iterable<PayloadCount>): Statement[] {
  const devices = new CountTotals({ byDevice: true });
  const totals = new CountTotals({ byDevice: false });
  for (const count of counts) {
    devices.add(count);
    totals.add(count);
  }
  if (totals.size === 0) return [];
  const deviceRows = devices.rows();
  return [
    {
      sql: addByDevice,
      parameters: [
        deviceRows.map((row) => row.applicationRowId),
        deviceRows.map((row) => row.deviceRowId),
        deviceRows.map((row) => row.hour),
        deviceRows.map((row) => row.type),
        deviceRows.map((row) => row.source),
        deviceRows.map((row) => row.count),
      ],
    },
    totalsStatement(totals, addTotals(ofLiving)),
  ];
}

function totalsStatement(totals: CountTotals, statement: string): Statement {
  const rows = totals.rows();
  return {
    sql: statement,
    parameters: [
      rows.map((row) => row.applicationRowId),
      rows.map((row) => row.hour),
      rows.map((row) => row.type),
      rows.map((row) => row.source),
      rows.map((row) => row.count),
    ],
  };
}

const noteByDevice = `
  insert into payload_count_journal (hour, type, source, application_row_ids, device_row_ids, counts)
  values ($1::bigint, $2::text, $3::text, $4::bigint[], $5::bigint[], $6::bigint[])`;

/**
 * As `countStatements`, for the many counts of one commit of reports: by device they go into a journal, from which
 * `settle_payload_counts` adds those of many commits at once.
 */
export function journalStatements(counts: Iterable<PayloadCount>): Statement[] {
  const totals = new CountTotals({ byDevice: false });
  const groups = new Map<string, JournalGroup>();
  for (const count of counts) {
    totals.add(count);
    const hour = count.time - (count.time % hourMs);
    const key = `${hour} ${count.type} ${count.source}`;
    let group = groups.get(key);
    if (!group) {
      group = { hour, type: count.type, source: count.source, applicationRowIds: [], deviceRowIds: [], counts: [] };
      groups.set(key, group);
    }
    group.applicationRowIds.push(count.applicationRowId);
    group.deviceRowIds.push(count.deviceRowId);
    group.counts.push(count.count);
  }
  if (totals.size === 0) return [];
  const notes = [...groups.values()].map((group) => ({
    sql: noteByDevice,
    parameters: [group.hour, group.type, group.source, group.applicationRowIds, group.deviceRowIds, group.counts],
  }));
  return [...notes, totalsStatement(totals, addTotals(''))];
}

/** Counts of several devices that were counted in the same way in the same hour. */
interface JournalGroup {
  readonly hour: number;
  readonly type: string;
  readonly source: string;
  readonly applicationRowIds: number[];
  readonly deviceRowIds: number[];
  readonly counts: number[];
}

/**
 * As `countStatements`, one for each device of `device_directory` that the condition selects, in the hour of `time` (epoch
 * ms): for many that the caller does not know one by one. The condition is SQL without parameters.
 */
export function countDevicesStatements(
  condition: string,
  { type, source, time }: Pick<PayloadCount, 'type' | 'source' | 'time'>,
): Statement[] {
  const parameters = [time - (time % hourMs), type, source];
  return [
    {
      sql: `insert into payload_count_by_device (application_row_id, device_row_id, hour, type, source, count)
        select application_row_id, device_row_id, $1::bigint, $2::text, $3::text, 1 from device_directory where ${condition}
        on conflict (application_row_id, hour, device_row_id, type, source)
        do update set count = payload_count_by_device.count + excluded.count`,
      parameters,
    },
    {
      sql: `insert into payload_count (application_row_id, hour, type, source, count)
        select application_row_id, $1::bigint, $2::text, $3::text, count(*) from device_directory where ${condition}
        group by application_row_id
        on conflict (application_row_id, hour, type, source)
        do update set count = payload_count.count + excluded.count`,
      parameters,
    },
  ];
}
