import { setTimeout } from 'node:timers/promises';
import type { NodeType } from '../context.ts';
import { everyClass } from '../declaration.ts';

const maxSeconds = 60;

export const delayNode: NodeType = {
  type: 'DelayNode',
  label: 'Delay',
  summary: 'Waits some seconds, at most a minute, before the path goes on.',
  category: 'logic',
  classes: everyClass,
  outputs: 1,
  readsOnly: true,
  fields: [{ key: 'delay', kind: 'template', label: 'Seconds', help: 'From 0 to 60.', required: true }],
  example: { delay: '5' },
  async run({ config, signal }) {
    const seconds = Math.min(Math.max(config.number('delay') ?? 0, 0), maxSeconds);
    if (seconds > 0) await setTimeout(seconds * 1000, undefined, { signal });
  },
};
