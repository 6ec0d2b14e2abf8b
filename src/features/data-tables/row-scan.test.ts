import { expect, it } from 'vitest';
import { scanWeightOf } from './row-scan.ts';

it.each<[unknown, number]>([
  [{}, 0],
  [{ a: 'x', b: { $gt: 1 } }, 0],
  [{ a: { $startsWith: 'x' } }, 0],
  [{ a: { $ne: null } }, 0],
  [{ $or: Array.from({ length: 8 }, () => ({ a: { $ne: 'x' } })) }, 2],
  [{ a: { $contains: 'x' } }, 1],
  [{ $and: [{ a: { $endsWith: 'x' } }, { $nor: [{ b: { $contains: 'y', $ne: 'z' } }] }] }, 2],
  [{ a: { $eq: 'x', $ci: true } }, 8],
  [{ a: { $eq: 'x', $ci: false } }, 0],
  [{ $or: [{ a: { $startsWith: 'x', $endsWith: 'y', $ci: true } }] }, 16],
])('weighs %j', (query, weight) => {
  expect(scanWeightOf(query)).toBe(weight);
});
