import { randomInt } from 'node:crypto';
import type { NodeType } from '../context.ts';
import { everyClass } from '../declaration.ts';
import { resultField } from '../fields.ts';

/** `randomInt` takes ranges below this. */
const maxRange = 2 ** 48 - 1;

export const randomNumberNode: NodeType = {
  type: 'RandomNumberNode',
  label: 'Random Number',
  summary: 'Makes a random integer between two bounds, both included.',
  category: 'payload',
  classes: everyClass,
  outputs: 1,
  fields: [
    { key: 'min', kind: 'template', label: 'At least', required: true },
    { key: 'max', kind: 'template', label: 'At most', required: true },
    resultField({ required: true }),
  ],
  example: { min: 1, max: 6, resultPath: 'working.dice' },
  run({ config }) {
    config.write('resultPath', randomBetween(config.number('min') ?? 0, config.number('max') ?? 0));
  },
};

/** Null when there is no integer in between. */
function randomBetween(min: number, max: number): number | null {
  const low = Math.ceil(min);
  const high = Math.floor(max);
  if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high) || low > high) return null;
  if (high - low < maxRange) return randomInt(low, high + 1);
  return low + Math.floor(Math.random() * (high - low + 1));
}
