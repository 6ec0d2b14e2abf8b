import type { NodeType } from '../context.ts';
import { runnableClasses } from '../declaration.ts';
import { NodeError } from '../errors.ts';

const maxPerMinute = 600;

export const throttleNode: NodeType = {
  type: 'ThrottleNode',
  label: 'Throttle',
  summary: 'Goes on by its second output at most so many times in a minute, evenly spaced, and by its first otherwise.',
  category: 'logic',
  classes: [...runnableClasses, 'edge'],
  outputs: 2,
  fields: [
    {
      key: 'ratePerMinute',
      kind: 'template',
      label: 'Times a minute',
      help: 'At most 600; fractions of 1 are slower: 0.1 is once in ten minutes.',
      required: true,
    },
    {
      key: 'throttleIdTemplate',
      kind: 'template',
      label: 'Throttle id',
      help: 'One throttle for each text: {{triggerId}} keeps one for each device.',
    },
    {
      key: 'timeSincePath',
      kind: 'path',
      label: 'Time since path',
      help: 'Milliseconds since a path last went on by the second output.',
      isResult: true,
    },
  ],
  example: { ratePerMinute: '6', throttleIdTemplate: '{{triggerId}}', timeSincePath: 'working.since' },
  async run({ config, services, now }) {
    const rate = config.number('ratePerMinute');
    if (rate === undefined || !(rate > 0) || rate > maxPerMinute)
      throw new NodeError('ValidationError', `ratePerMinute must be more than 0 and at most ${maxPerMinute}`);
    const id = config.text('throttleIdTemplate', { escape: false });
    const change = { kind: 'throttle', now: now(), intervalMs: 60_000 / rate } as const;
    const { fires, timeSince } = await services.states.change({ id, change });
    config.write('timeSincePath', timeSince);
    return fires;
  },
};
