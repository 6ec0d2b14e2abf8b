import { readExactNumber } from '../../../kernel/exact-sum.ts';
import { cutText } from '../../../kernel/text.ts';
import type { NodeType } from '../context.ts';
import { everyClass } from '../declaration.ts';
import { NodeError } from '../errors.ts';
import { resultField } from '../fields.ts';
import { checkLength } from '../result-budget.ts';

const methods: Readonly<Record<string, (text: string, args: readonly string[]) => unknown>> = {
  concat: (text, args) => {
    checkLength(args.reduce((length, arg) => length + arg.length, text.length));
    return text + args.join('');
  },
  replaceAll: (text, [search = '', replacement = '']) => replaceAll(text, search, replacement),
  // By a function: $& and its kin are literal text.
  replaceFirst: (text, [search = '', replacement = '']) => text.replace(search, () => replacement),
  split: (text, [separator = '']) => (separator === '' ? [...text] : text.split(separator)),
  toLower: (text) => text.toLowerCase(),
  toUpper: (text) => text.toUpperCase(),
  // With all the digits of an integer.
  toNumber: (text) => readExactNumber(text) ?? null,
  trim: (text) => text.trim(),
  trimStart: (text) => text.trimStart(),
  trimEnd: (text) => text.trimEnd(),
  truncate: (text, [length, ellipsis = '...']) => truncate(text, readLength(length), ellipsis),
  pad: (text, [length, fill]) => {
    const missing = Math.max(readLength(length) - text.length, 0);
    return text.padStart(text.length + Math.floor(missing / 2), fill || ' ').padEnd(text.length + missing, fill || ' ');
  },
  padStart: (text, [length, fill]) => text.padStart(readLength(length), fill || ' '),
  padEnd: (text, [length, fill]) => text.padEnd(readLength(length), fill || ' '),
  indexOf: (text, [search = '', from]) => text.indexOf(search, toNumber(from ?? '') ?? 0),
};

export const stringNode: NodeType = {
  type: 'StringNode',
  label: 'String',
  summary: 'Changes a text: joins, replaces, splits, cuts, pads or searches it.',
  category: 'payload',
  classes: everyClass,
  outputs: 1,
  fields: [
    { key: 'sourceData', kind: 'template', label: 'Text', required: true },
    { key: 'method', kind: 'select', label: 'Method', options: Object.keys(methods), required: true },
    {
      key: 'methodArgs',
      kind: 'list',
      label: 'Arguments',
      help: 'Texts to add; what to search for and its replacement or the first place; the separator; the length and the filling or the ellipsis.',
      entries: 'template',
    },
    resultField({ required: true }),
  ],
  example: { sourceData: '{{data.list}}', method: 'split', methodArgs: [','], resultPath: 'working.parts' },
  run({ config }) {
    const name = config.choice('method', '' as string);
    const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
    if (!method) throw new NodeError('ValidationError', `method is not known: ${cutText(name, 80)}`);
    const text = config.text('sourceData');
    if (text === '') throw new NodeError('TemplateError', 'sourceData renders no text');
    config.write('resultPath', method(text, config.texts('methodArgs')));
  },
};

function replaceAll(text: string, search: string, replacement: string): string {
  // Nothing is found nowhere, rather than between all characters.
  if (search === '') return text;
  const pieces = text.split(search);
  checkLength(text.length + (pieces.length - 1) * (replacement.length - search.length));
  return pieces.join(replacement);
}

/** Null for what is no finite number. */
function toNumber(text: string): number | null {
  const number = Number(text);
  return text.trim() === '' || !Number.isFinite(number) ? null : number;
}

function readLength(text = ''): number {
  const length = toNumber(text);
  if (length === null || length < 0)
    throw new NodeError('ValidationError', `methodArgs[0] is no length: ${cutText(text, 80)}`);
  checkLength(length);
  return Math.floor(length);
}

/** The ellipsis counts. */
function truncate(text: string, length: number, ellipsis: string): string {
  if (text.length <= length) return text;
  return text.slice(0, Math.max(length - ellipsis.length, 0)) + ellipsis.slice(0, length);
}
