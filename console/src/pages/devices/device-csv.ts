import { readDevices, readLastValues } from '../../api/queries/devices.ts';
import { toCsvRow } from '../../series/csv.ts';
import { formatValue } from '../../shared/format.ts';

/** Devices as CSV: what they are, and the newest value of each attribute that one of them has. */
export async function writeDevices(applicationId: string, deviceIds: readonly string[]): Promise<string> {
  const devices = await readDevices(applicationId, deviceIds);
  const values = await readLastValues(applicationId, deviceIds);
  const attributes = [...new Set(devices.flatMap(({ attributes = [] }) => attributes.map(({ name }) => name)))];
  const head = ['id', 'name', 'deviceClass', 'tags', 'creationDate', 'lastReport', ...attributes];
  const rows = devices.map(({ id, name, deviceClass, tags = [], creationDate }) => {
    const last = values[id];
    const data = last?.data ?? {};
    return [
      id,
      name,
      deviceClass,
      tags.map(({ key, value }) => `${key}=${value}`).join(' '),
      creationDate,
      last === undefined ? '' : new Date(last.time).toISOString(),
      ...attributes.map((attribute) => toPlain(Object.hasOwn(data, attribute) ? data[attribute] : undefined)),
    ];
  });
  return [head, ...rows].map((row) => `${toCsvRow(row)}\r\n`).join('');
}

function toPlain(value: unknown): string | number {
  return typeof value === 'number' ? value : formatValue(value);
}
