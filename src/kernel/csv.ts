/** What a cell of a CSV file may be written from. */
export type CsvValue = string | number | boolean | undefined;

/**
 * One cell as semantics.md, "Archives", shows it: strings quoted, numbers bare, booleans 1 and 0, a missing value
 * empty.
 */
export function csvCell(value: CsvValue): string {
  switch (typeof value) {
    case 'string':
      // Most have none, and looking is cheaper than replacing.
      return value.includes('"') ? `"${value.replaceAll('"', '""')}"` : `"${value}"`;
    case 'number':
      return String(value);
    case 'boolean':
      return value ? '1' : '0';
    default:
      return '';
  }
}

/** The cells of one line, ended by a line feed. */
export function csvLine(values: readonly CsvValue[]): string {
  return `${values.map(csvCell).join(',')}\n`;
}

/**
 * The value with an apostrophe before it where it is a text that a spreadsheet would take for a formula (OWASP, "CSV
 * Injection"). What comes out is not what the device sent: only for files that people open by hand.
 */
export function guardFormula(value: CsvValue): CsvValue {
  return typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
}
