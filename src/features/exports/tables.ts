import { type CsvValue, csvLine, guardFormula } from '../../kernel/csv.ts';
import type { Database } from '../../platform/database/database.ts';
import { walkStates } from '../device-state/index.ts';
import type { DeviceDirectory, DeviceProfile, DeviceService } from '../devices/index.ts';

/** Which states an export holds. */
export interface StatesRequest {
  readonly deviceIds: readonly string[];
  /** Epoch ms, both included. */
  readonly start: number;
  readonly end: number;
  /** The columns, in this order; left out: every attribute that one of the devices has. */
  readonly attributes?: readonly string[];
  readonly includeId: boolean;
  readonly includeDate: boolean;
  readonly guardFormulas?: boolean;
}

/** Which devices an export describes. */
export interface DevicesRequest {
  readonly query?: unknown;
  readonly guardFormulas?: boolean;
}

/** Writes lines, with formulas guarded where that was asked for. */
function lineWriter({ guardFormulas }: { readonly guardFormulas?: boolean }): (values: readonly CsvValue[]) => string {
  return guardFormulas ? (values) => csvLine(values.map(guardFormula)) : csvLine;
}

/**
 * States, device after device and oldest first, in the form of archived days (semantics.md, "Archives"): the columns of
 * devices that lack an attribute are empty, and a state that has a value in none of the columns is left out.
 */
export async function* stateLines(
  { database, directory, applicationId }: { database: Database; directory: DeviceDirectory; applicationId: string },
  request: StatesRequest,
  signal: AbortSignal,
): AsyncGenerator<string[]> {
  const devices: DeviceProfile[] = [];
  for (const id of request.deviceIds) {
    signal.throwIfAborted();
    const device = await directory.findIn(applicationId, id);
    if (device) devices.push(device);
  }
  const names = request.attributes ?? [...new Set(devices.flatMap((device) => [...device.attributes.keys()]))];
  const { includeId, includeDate } = request;
  const toLine = lineWriter(request);
  yield [toLine([...(includeId ? ['ID'] : []), 'Timestamp', ...(includeDate ? ['ISO Date'] : []), ...names])];
  for (const { deviceId, deviceRowId, attributes } of devices) {
    const keys = names.map((name) => attributes.get(name)?.key);
    for await (const rows of walkStates(database, { deviceRowId, start: request.start, end: request.end }, signal)) {
      const lines: string[] = [];
      for (const { time, data } of rows) {
        const values = keys.map((key) => (key === undefined ? undefined : data[key]));
        if (values.every((value) => value === undefined)) continue;
        const date = includeDate ? [new Date(time).toISOString()] : [];
        lines.push(toLine([...(includeId ? [deviceId] : []), time, ...date, ...values]));
      }
      yield lines;
    }
  }
}

const deviceColumns = [
  'ID',
  'Name',
  'Description',
  'Device Class',
  'Gateway ID',
  'Parent ID',
  'Creation Date',
  'Last Updated',
  'Connected',
  'Connection Changed',
  'Tags',
  'Attributes',
];

/** One line for each device of the application, or of those that a query selects, in the order in which they were made. */
export async function* deviceLines(
  {
    devices,
    applicationRowId,
    applicationId,
  }: { devices: DeviceService; applicationRowId: number; applicationId: string },
  request: DevicesRequest,
  signal: AbortSignal,
): AsyncGenerator<string[]> {
  const toLine = lineWriter(request);
  yield [toLine(deviceColumns)];
  for await (const page of devices.walk(applicationRowId, applicationId, request.query)) {
    signal.throwIfAborted();
    yield page.map((device) =>
      toLine([
        device.id,
        device.name,
        device.description,
        device.deviceClass,
        device.gatewayId,
        device.parentId ?? undefined,
        device.creationDate,
        device.lastUpdated,
        toBoolean(device.connectionInfo?.connected),
        device.connectionInfo?.time,
        device.tags.map(({ key, value }) => `${key}=${value}`).join(';'),
        device.attributes.map(({ name, dataType }) => `${name}:${dataType}`).join(';'),
      ]),
    );
  }
}

function toBoolean(connected: 0 | 1 | null | undefined): CsvValue {
  return connected === null || connected === undefined ? undefined : connected === 1;
}
