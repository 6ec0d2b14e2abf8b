import type { Moment, unitOfTime } from 'moment';
import { cutText } from '../../../kernel/text.ts';
import type { NodeConfig } from '../config.ts';
import type { NodeType } from '../context.ts';
import { everyClass } from '../declaration.ts';
import { NodeError } from '../errors.ts';
import { resultField } from '../fields.ts';
import { formatTime, readMoment } from '../times.ts';

/** In the singular; plurals are taken as well. Short forms are not: `m` and `M` are too near to each other. */
const units = [
  'year',
  'quarter',
  'month',
  'week',
  'isoWeek',
  'day',
  'date',
  'dayOfYear',
  'weekday',
  'isoWeekday',
  'weekYear',
  'isoWeekYear',
  'hour',
  'minute',
  'second',
  'millisecond',
];

/** What an operation makes of a time: a Date or a value; undefined when the result is no time. */
type Operation = (time: Moment, config: NodeConfig, now: number) => unknown;

const operations: Readonly<Record<string, Operation>> = {
  add: (time, config) => time.add(readNumber(config), readUnit(config) as unitOfTime.DurationConstructor).toDate(),
  subtract: (time, config) =>
    time.subtract(readNumber(config), readUnit(config) as unitOfTime.DurationConstructor).toDate(),
  format: (time) => time.toDate(),
  getDatePart: (time, config) => time.get(readUnit(config) as unitOfTime.All),
  setDatePart: (time, config) => time.set(readUnit(config) as unitOfTime.All, readNumber(config)).toDate(),
  diff: (time, config, now) => {
    const other = readTimeAt(config, { path: 'diffDataPath', format: 'diffDataFormatString' }, now);
    return other && time.diff(other, readUnit(config) as unitOfTime.Diff);
  },
  daysInMonth: (time) => time.daysInMonth(),
  startOfTime: (time, config) => time.startOf(readUnit(config) as unitOfTime.StartOf).toDate(),
  toArray: (time) => time.toArray(),
  toObject: (time) => ({ ...time.toObject() }),
  unixTimestampSeconds: (time) => time.unix(),
  unixTimestampMilliseconds: (time) => time.valueOf(),
};

const withUnit = ['add', 'subtract', 'getDatePart', 'setDatePart', 'diff', 'startOfTime'];

export const dateTimeNode: NodeType = {
  type: 'DateTimeNode',
  label: 'Date/Time',
  summary: 'Reckons with a time: moves it, takes it apart, compares it or writes it as text.',
  category: 'payload',
  classes: everyClass,
  outputs: 1,
  fields: [
    { key: 'operation', kind: 'select', label: 'Operation', options: Object.keys(operations), required: true },
    { key: 'sourcePath', kind: 'path', label: 'Time path', help: 'Empty: now.' },
    { key: 'sourceFormatString', kind: 'text', label: 'Format of the time', help: 'Of Moment.js; empty: as it comes.' },
    { key: 'timezone', kind: 'template', label: 'Time zone', default: 'UTC' },
    {
      key: 'numberValue',
      kind: 'template',
      label: 'Number',
      when: { key: 'operation', is: ['add', 'subtract', 'setDatePart'] },
    },
    {
      key: 'unit',
      kind: 'select',
      label: 'Unit',
      options: units,
      default: 'millisecond',
      when: { key: 'operation', is: withUnit },
    },
    {
      key: 'diffDataPath',
      kind: 'path',
      label: 'Path of the other time',
      help: 'It is taken from the first one; empty: now.',
      when: { key: 'operation', is: ['diff'] },
    },
    {
      key: 'diffDataFormatString',
      kind: 'text',
      label: 'Format of the other time',
      when: { key: 'operation', is: ['diff'] },
    },
    {
      key: 'resultFormatString',
      kind: 'text',
      label: 'Format of the result',
      help: 'Empty: a Date.',
      when: { key: 'operation', is: ['add', 'subtract', 'format', 'setDatePart', 'startOfTime'] },
    },
    resultField({ required: true }),
  ],
  example: { operation: 'subtract', sourcePath: 'time', numberValue: '1', unit: 'hour', resultPath: 'working.start' },
  run({ config, now }) {
    const name = config.plain('operation');
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (!operation) throw new NodeError('ValidationError', `operation is not known: ${cutText(name, 80)}`);
    const time = readTimeAt(config, { path: 'sourcePath', format: 'sourceFormatString' }, now());
    config.write('resultPath', toResult(time && operation(time, config, now()), config));
  },
};

/** Null where there is no time. */
function toResult(value: unknown, config: NodeConfig): unknown {
  if (!(value instanceof Date)) return value === undefined || Number.isNaN(value) ? null : value;
  if (Number.isNaN(value.getTime())) return null;
  const isText = config.plain('operation') === 'format';
  const format = config.plain('resultFormatString') || (isText ? 'YYYY-MM-DDTHH:mm:ssZ' : '');
  return format === '' ? value : formatTime(value, format, readZone(config));
}

function readTimeAt(config: NodeConfig, at: { path: string; format: string }, now: number): Moment | undefined {
  const value = config.has(at.path) ? config.read(at.path) : new Date(now);
  return readMoment(value, config.plain(at.format).trim(), readZone(config));
}

function readZone(config: NodeConfig): string {
  return config.text('timezone', { escape: false }).trim() || 'UTC';
}

function readNumber(config: NodeConfig): number {
  const number = config.number('numberValue');
  if (number === undefined) throw new NodeError('TemplateError', 'numberValue renders no text');
  return number;
}

function readUnit(config: NodeConfig): string {
  const name = config.plain('unit') || 'millisecond';
  const unit = units.find((known) => name === known || name === `${known}s`);
  if (name === 'ms') return 'millisecond';
  if (!unit) throw new NodeError('ValidationError', `unit is not known: ${cutText(name, 80)}`);
  return unit;
}
