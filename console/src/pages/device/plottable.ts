import type { Device } from '../../api/types.ts';

/** What can be drawn: numbers, then truth values, as lines, and text as bands. Places are on the map. */
export function listPlottable({ attributes = [] }: Device) {
  const order = ['number', 'boolean', 'string'];
  return attributes
    .filter(({ dataType }) => order.includes(dataType))
    .toSorted((a, b) => order.indexOf(a.dataType) - order.indexOf(b.dataType));
}
