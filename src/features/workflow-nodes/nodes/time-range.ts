import { cutText } from '../../../kernel/text.ts';
import { readTime } from '../../../platform/language/index.ts';
import type { NodeConfig } from '../config.ts';
import type { NodeType } from '../context.ts';
import { everyClass } from '../declaration.ts';
import { NodeError } from '../errors.ts';
import { formatTime } from '../times.ts';

export const timeRangeNode: NodeType = {
  type: 'TimeRangeNode',
  label: 'Time Range',
  summary: 'Goes on by its second output when a time is between two times of day, on one of some days of the week.',
  category: 'logic',
  classes: everyClass,
  outputs: 2,
  fields: [
    { key: 'startTimeTemplate', kind: 'template', label: 'From', help: 'HH:MM, included.' },
    {
      key: 'endTimeTemplate',
      kind: 'template',
      label: 'To',
      help: 'HH:MM, not included; over midnight when it is before the start. Empty or equal: all day.',
    },
    { key: 'timeZoneTemplate', kind: 'template', label: 'Time zone', default: 'UTC' },
    { key: 'daysType', kind: 'select', label: 'Days are', options: ['array', 'path'], default: 'array' },
    {
      key: 'days',
      kind: 'list',
      label: 'Days',
      help: 'Seven, from Sunday; the day on which the range began counts.',
      entries: 'boolean',
      maxEntries: 7,
      when: { key: 'daysType', is: ['array'] },
    },
    { key: 'daysPath', kind: 'path', label: 'Days path', when: { key: 'daysType', is: ['path'] } },
    { key: 'sourcePath', kind: 'path', label: 'Time path', help: 'Empty: the time of the run.' },
    { key: 'branchPath', kind: 'path', label: 'Branch path', isResult: true },
  ],
  example: { startTimeTemplate: '08:00', endTimeTemplate: '17:00', days: [false, true, true, true, true, true, false] },
  run({ config, payload }) {
    const isInside = isInRange(config, config.has('sourcePath') ? config.read('sourcePath') : payload.time);
    config.write('branchPath', isInside);
    return isInside;
  },
};

function isInRange(config: NodeConfig, value: unknown): boolean {
  const start = readMinutes(config, 'startTimeTemplate');
  const end = readMinutes(config, 'endTimeTemplate');
  const days = readDays(config);
  const time = readTime(value);
  if (time === undefined) return false;
  const zone = config.text('timeZoneTemplate', { escape: false }).trim() || 'UTC';
  const [day = 0, hour = 0, minute = 0] = formatTime(time, 'd H m', zone).split(' ').map(Number);
  const at = hour * 60 + minute;
  if (start === undefined || end === undefined || start === end) return days(day);
  if (start < end) return at >= start && at < end && days(day);
  // Over midnight; after it the range is that of the day before.
  return at >= start ? days(day) : at < end && days((day + 6) % 7);
}

/** Minutes since midnight; undefined when not set. */
function readMinutes(config: NodeConfig, key: string): number | undefined {
  const text = config.text(key).trim();
  if (text === '') return undefined;
  const match = /^(\d{1,2}):(\d{2})$/.exec(text);
  const [hours, minutes] = [Number(match?.[1]), Number(match?.[2])];
  // 24:00 is the end of a day.
  if (!match || minutes > 59 || hours * 60 + minutes > 24 * 60)
    throw new NodeError('ValidationError', `${key} is no time of day (HH:MM): ${cutText(text, 80)}`);
  return hours * 60 + minutes;
}

function readDays(config: NodeConfig): (day: number) => boolean {
  const isPath = config.plain('daysType') === 'path' || (config.plain('daysType') === '' && config.has('daysPath'));
  const days = isPath ? config.read('daysPath') : config.raw('days');
  if (days === undefined || days === null || (Array.isArray(days) && days.length === 0)) return () => true;
  if (!Array.isArray(days) || days.length !== 7)
    throw new NodeError('ValidationError', 'The days are no list of seven, from Sunday');
  return (day) => days[day] === true || days[day] === 'true';
}
