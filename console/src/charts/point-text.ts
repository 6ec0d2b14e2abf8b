import { formatShortNumber } from '../shared/format.ts';

/** A value of a plot's line as its legend has it. */
export function formatPoint(value: number | null | undefined, isBoolean: boolean): string {
  if (value === null || value === undefined) return '–';
  return isBoolean ? String(value === 1) : formatShortNumber(value);
}
