import type { Statement } from '../../platform/database/database.ts';

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
  readonly applicationKey: number;
  /** 0 when no device is concerned. */
  readonly deviceKey: number;
  readonly type: PayloadType;
  /** `<who>.<via>`, such as `device.mqtt`. */
  readonly source: string;
  readonly count: number;
  /** Epoch ms of when the payload was counted. */
  readonly time: number;
}

interface Total {
  applicationKey: number;
  deviceKey: number;
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
    const deviceKey = this.#byDevice ? item.deviceKey : 0;
    const key = `${item.applicationKey} ${deviceKey} ${hour} ${item.type} ${item.source}`;
    const total = this.#totals.get(key);
    if (total) total.count += item.count;
    else {
      const { applicationKey, type, source, count } = item;
      this.#totals.set(key, { applicationKey, deviceKey, hour, type, source, count });
    }
  }

  /** Rows in one fixed order, so that two transactions that count the same things cannot wait for each other. */
  rows(): Total[] {
    return [...this.#totals.values()].sort(
      (a, b) =>
        a.applicationKey - b.applicationKey ||
        a.deviceKey - b.deviceKey ||
        a.hour - b.hour ||
        (a.type < b.type ? -1 : a.type > b.type ? 1 : 0) ||
        (a.source < b.source ? -1 : a.source > b.source ? 1 : 0),
    );
  }
}

const addByDevice = `
  insert into payload_count_by_device (application_key, device_key, hour, type, source, count)
  select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::bigint[])
  on conflict (application_key, hour, device_key, type, source)
  do update set count = payload_count_by_device.count + excluded.count`;
const addTotals = `
  insert into payload_count (application_key, hour, type, source, count)
  select * from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::bigint[])
  on conflict (application_key, hour, type, source)
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
  const totalRows = totals.rows();
  return [
    {
      sql: addByDevice,
      parameters: [
        deviceRows.map((row) => row.applicationKey),
        deviceRows.map((row) => row.deviceKey),
        deviceRows.map((row) => row.hour),
        deviceRows.map((row) => row.type),
        deviceRows.map((row) => row.source),
        deviceRows.map((row) => row.count),
      ],
    },
    {
      sql: addTotals,
      parameters: [
        totalRows.map((row) => row.applicationKey),
        totalRows.map((row) => row.hour),
        totalRows.map((row) => row.type),
        totalRows.map((row) => row.source),
        totalRows.map((row) => row.count),
      ],
    },
  ];
}
