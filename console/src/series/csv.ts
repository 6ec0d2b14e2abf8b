import type { Columns, Value } from './columns.ts';

/** Starts that make a spreadsheet run a cell as a formula. */
const formula = /^[=+\-@\t\r]/;

/** Text from a device or a person, quoted; what a spreadsheet would run gets an apostrophe before it. */
function quote(text: string): string {
  return `"${(formula.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}

function toCell(value: Value | null): string {
  if (value === null) return '';
  return typeof value === 'string' ? quote(value) : String(value);
}

/** One row of CSV: text is quoted, and never a formula to a spreadsheet. */
export function toCsvRow(cells: readonly Value[]): string {
  return cells.map(toCell).join(',');
}

/** What is on the plot as CSV: time in epoch ms and ISO-8601, and a column for each line that names its device. */
export function toCsv({ times, lines }: Columns): string {
  const manyDevices = new Set(lines.map(({ deviceId }) => deviceId)).size > 1;
  const heads = lines.map(({ deviceName, attribute }) => quote(manyDevices ? `${deviceName} ${attribute}` : attribute));
  const rows = times.map((time, index) =>
    [time, `"${new Date(time).toISOString()}"`, ...lines.map(({ values }) => toCell(values[index] ?? null))].join(','),
  );
  return `${[['"Timestamp"', '"ISO Date"', ...heads].join(','), ...rows].join('\r\n')}\r\n`;
}
