import { type ParseArgsConfig, parseArgs } from 'node:util';
import { type Command, type Option, UsageError } from './command.ts';

type Options = Readonly<Record<string, Option>>;
type Parsed<O extends Options> = ReturnType<typeof parseArgs<{ options: O; strict: true; allowPositionals: true }>>;

/**
 * Reads a command's options, `--name value` or `--name=value`, and what stands between them.
 *
 * @throws UsageError for an unknown option, a missing or empty value, or more than `maxPositionals` words that are no options
 */
export function parseOptions<const O extends Options>(
  options: O,
  parameters: readonly string[],
  maxPositionals = 0,
): Parsed<O> {
  let parsed: Parsed<O>;
  try {
    const config = { args: [...parameters], options, strict: true, allowPositionals: true } satisfies ParseArgsConfig;
    parsed = parseArgs(config) as Parsed<O>;
  } catch (error) {
    if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) {
      throw new UsageError(error.message.split('. To specify', 1)[0] ?? error.message);
    }
    throw error;
  }
  // What a shell makes of a variable that is not set.
  const empty = Object.keys(options).find(
    (name) => (parsed.values as Record<string, unknown>)[name] === '' && !options[name]?.mayBeEmpty,
  );
  if (empty !== undefined) throw new UsageError(`--${empty} must not be empty`);
  if (parsed.positionals.includes('')) throw new UsageError('An argument is empty');
  const surplus = parsed.positionals[maxPositionals];
  if (surplus !== undefined) throw new UsageError(`Unexpected argument '${surplus}'`);
  return parsed;
}

/** The whole number in an option's text. @throws UsageError naming the option and what it may be */
export function readInteger(option: string, text: string, bounds: { min: number; max: number }): number {
  const value = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= bounds.min && value <= bounds.max) return value;
  throw new UsageError(`--${option} must be a whole number from ${bounds.min} to ${bounds.max}, not '${text}'`);
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The ms in a text such as `90s`, `1.5h` or `250ms`. @throws UsageError */
export function readDuration(option: string, text: string): number {
  const match = /^(\d{1,9}(?:\.\d{1,6})?)(ms|s|m|h|d)$/.exec(text);
  const ms = Number(match?.[1]) * (unitMs[match?.[2] ?? ''] ?? Number.NaN);
  if (ms > 0) return ms;
  throw new UsageError(`--${option} must be a duration such as 250ms, 90s, 15m, 2h or 1d, not '${text}'`);
}

/** The help of a command, as `--help` prints it. */
export function describeCommand(name: string, command: Command): string {
  const rows = [
    ...Object.entries(command.options).map(([option, { short, type, placeholder, meaning, default: value }]) => ({
      left: `${short ? `-${short}, ` : ''}--${option}${type === 'string' ? ` ${placeholder ?? 'VALUE'}` : ''}`,
      right: `${meaning}${typeof value === 'string' ? ` [${value}]` : ''}`,
    })),
    { left: '--help', right: 'Print this and do nothing else' },
  ];
  const width = Math.max(...rows.map(({ left }) => left.length)) + 4;
  return [
    `Usage: signalbox ${name} ${command.usage}`,
    '',
    `${command.summary}.`,
    '',
    'Options:',
    ...rows.map(({ left, right }) => wrap(`  ${left}`.padEnd(width), right, width)),
    ...(command.notes === undefined ? [] : ['', command.notes]),
    '',
  ].join('\n');
}

const lineWidth = 100;

function wrap(first: string, text: string, indent: number): string {
  const lines = [first];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    const begun = lines.length === 1 ? line.length > indent : line.trim() !== '';
    if (begun && line.length + 1 + word.length > lineWidth) lines.push(' '.repeat(indent) + word);
    else lines[lines.length - 1] = `${line}${begun ? ' ' : ''}${word}`;
  }
  return lines.join('\n');
}
