import { CommandError } from '../command.ts';

/** Which column is what. */
export interface CsvLayout {
  readonly width: number;
  readonly time: number;
  readonly device: number | undefined;
  /** Wide: a column for each attribute. */
  readonly attributes: readonly { readonly place: number; readonly name: string }[];
  /** Long: one attribute and its value in each row. */
  readonly long: { readonly attribute: number; readonly value: number } | undefined;
}

export const timeColumns = ['time', 'timestamp', 'date', 'datetime', 'ts'];
export const deviceColumns = ['device', 'deviceid', 'device_id', 'devicename', 'device_name'];

/** Finds the columns by their names, upper or lower case. @throws CommandError naming what is missing */
export function findLayout(
  file: string,
  header: readonly string[],
  wanted: { time?: string | undefined; device?: string | undefined },
): CsvLayout {
  const find = (names: readonly string[]): number | undefined => {
    const place = header.findIndex((column) => names.includes(column.toLowerCase()));
    return place === -1 ? undefined : place;
  };
  const findNamed = (name: string): number => {
    const place = header.indexOf(name);
    if (place === -1) throw new CommandError(`${file} has no column '${name}'; it has ${header.join(', ')}`);
    return place;
  };
  const time = wanted.time === undefined ? find(timeColumns) : findNamed(wanted.time);
  if (time === undefined) {
    throw new CommandError(`${file} has no column of times (${timeColumns.join(', ')}); name it with --time-column`);
  }
  const device = wanted.device === undefined ? find(deviceColumns) : findNamed(wanted.device);
  const rest = header.flatMap((name, place) => (place === time || place === device ? [] : [{ place, name }]));
  const attribute = find(['attribute']);
  const value = find(['value']);
  const isLong = attribute !== undefined && value !== undefined && rest.length === 2;
  if (rest.length === 0) throw new CommandError(`${file} has no column of values`);
  return {
    width: header.length,
    time,
    device,
    attributes: isLong ? [] : rest,
    long: isLong ? { attribute, value } : undefined,
  };
}

/** The values of a row by attribute name, as text: the server converts them to the attributes' types. Empty is no value. */
export function readCells({ attributes, long }: CsvLayout, cells: readonly string[]): Record<string, string> {
  const named = long
    ? [[(cells[long.attribute] ?? '').trim(), cells[long.value] ?? ''] as const]
    : attributes.map(({ place, name }) => [name, cells[place] ?? ''] as const);
  return Object.fromEntries(named.filter(([name, text]) => name !== '' && text !== ''));
}
