import { fromDecimal, isDecimal } from '../../kernel/decimal.ts';
import { AppError } from '../../kernel/errors.ts';
import { isId } from '../../kernel/ids.ts';
import { type TagPair as DeviceTag, tagsByKey } from '../../kernel/tags.ts';
import { cutText } from '../../kernel/text.ts';
import { matchesPattern, printedAs } from '../../platform/language/index.ts';
import type { ContextValue, ContextVariable, TagPair } from './schemas.ts';

/** What a variable of a device needs to know of it. */
export interface ContextDevice {
  readonly deviceId: string;
  readonly name: string;
  readonly tags: readonly DeviceTag[];
  readonly attributes: ReadonlyMap<string, { readonly dataType: string }>;
}

/** Finds a device that the dashboard reads, in the application of a variable; undefined for any other. */
export type FindContextDevice = (variable: ContextVariable, deviceId: string) => Promise<ContextDevice | undefined>;

/** The values of all variables, by name, as templates see them. */
export type Context = Readonly<Record<string, unknown>>;

export interface ResolvedContext {
  readonly ctx: Context;
  /** What was wrong with what was given, in words, and of which variable; defaults stand in its place. */
  readonly problem: string | undefined;
  readonly wrong: string | undefined;
  /** The values as they were given or stored: what makes one question differ from another. */
  readonly plain: Readonly<Record<string, ContextValue>>;
}

/**
 * The values of a dashboard's variables (dashboards.md, "3. Context variables"). What is not given is the default, which
 * need not pass.
 *
 * @param options.shared whether whoever asks has it only because it is shared: a variable that is not validated then stays
 *   at its default
 */
export async function resolveContext(
  variables: readonly ContextVariable[],
  given: Readonly<Record<string, ContextValue>>,
  options: { readonly shared: boolean; readonly findDevice: FindContextDevice },
): Promise<ResolvedContext> {
  const names = new Set(variables.map(({ name }) => name));
  const unknown = Object.keys(given).find((name) => !names.has(name));
  let problem = unknown === undefined ? undefined : `${unknown} is not a variable of the dashboard`;
  let wrong = unknown;
  const plain: Record<string, ContextValue> = {};
  const ctx: Record<string, unknown> = {};
  for (const variable of variables) {
    const { name } = variable;
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    let chosen = readDefault(variable);
    if (value !== undefined && !isUnset(value)) {
      const refusal = await judge(variable, value, options);
      if (refusal === undefined) chosen = variable.type === 'number' ? Number(value) : value;
      else {
        problem ??= `${name}: ${describe(value)} ${refusal}`;
        wrong ??= name;
      }
    }
    plain[name] = chosen;
    ctx[name] = await expand(variable, chosen, options.findDevice);
  }
  return { ctx, problem, wrong, plain };
}

/** The 400 of `validateContext`, which also says what was valid. `field`: the place of the values in what was sent. */
export function contextError({ problem = '', wrong = '' }: ResolvedContext, ctx: Context, field: string): AppError {
  return new AppError('Validation', problem, { field: field === '' ? wrong : `${field}.${wrong}`, details: { ctx } });
}

function readDefault({ type, defaultValue }: ContextVariable): ContextValue {
  if (type !== 'number') return defaultValue;
  const number = Number(defaultValue);
  return Number.isFinite(number) && defaultValue !== '' ? number : 0;
}

function isUnset(value: ContextValue): boolean {
  return value === '';
}

function describe(value: ContextValue): string {
  return typeof value === 'object' ? JSON.stringify(value) : `"${cutText(String(value), 80)}"`;
}

/** Why a value may not be had; undefined when it may. */
async function judge(
  variable: ContextVariable,
  value: ContextValue,
  { shared, findDevice }: { shared: boolean; findDevice: FindContextDevice },
): Promise<string | undefined> {
  const { type, validationEnabled = false, validationConfig = {}, defaultValue } = variable;
  if (type === 'deviceTag' ? typeof value !== 'object' : typeof value === 'object') return 'is of the wrong type';
  if (shared && !validationEnabled) {
    return JSON.stringify(value) === JSON.stringify(defaultValue) ? undefined : 'may not be chosen here';
  }
  switch (type) {
    case 'number': {
      const number = typeof value === 'number' ? value : isDecimal(String(value)) && fromDecimal(String(value));
      if (typeof number !== 'number') return 'is not a number';
      if (!validationEnabled) return undefined;
      const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = validationConfig;
      return number < min || number > max ? 'is out of bounds' : undefined;
    }
    case 'string': {
      const { regExp = '' } = validationConfig;
      return !validationEnabled || regExp === '' || isFound(regExp, String(value)) ? undefined : 'does not match';
    }
    case 'deviceAttribute': {
      const { attributes = [] } = validationConfig;
      return !validationEnabled || attributes.includes(String(value)) ? undefined : 'is not one of the attributes';
    }
    case 'deviceTag': {
      const { deviceTags = [] } = validationConfig;
      const isOne = deviceTags.some((pattern) => covers(pattern, value as TagPair));
      return !validationEnabled || isOne ? undefined : 'is not one of the tags';
    }
    case 'deviceId': {
      if (!isId(String(value))) return 'is not the id of a device';
      if (!validationEnabled) return undefined;
      const { deviceIds = [], deviceTags = [] } = validationConfig;
      const id = String(value).toLowerCase();
      const device = await findDevice(variable, id);
      if (!device) return 'is not the id of a device';
      if (deviceIds.length === 0 && deviceTags.length === 0) return undefined;
      if (deviceIds.some((each) => each.toLowerCase() === id)) return undefined;
      return deviceTags.length > 0 && hasTags(device, deviceTags) ? undefined : 'is not one of the devices';
    }
    case 'experienceUser':
      return 'cannot be chosen: this version has no experience users';
  }
}

/** Whether a device has all of the tags; a missing half of one is a wildcard. */
export function hasTags({ tags }: Pick<ContextDevice, 'tags'>, wanted: readonly TagPair[]): boolean {
  return wanted.every(({ key, value }) =>
    tags.some((tag) => (key ?? tag.key) === tag.key && (value ?? tag.value) === tag.value),
  );
}

/** A missing half of a pattern is a wildcard; a value that has none where the pattern has one asks for more. */
export function covers(pattern: TagPair, { key, value }: TagPair): boolean {
  return (pattern.key ?? key) === key && (pattern.value ?? value) === value;
}

function isFound(pattern: string, text: string): boolean {
  try {
    return matchesPattern(text, pattern);
  } catch {
    // A pattern that cannot be searched for lets nothing pass.
    return false;
  }
}

async function expand(variable: ContextVariable, value: ContextValue, findDevice: FindContextDevice): Promise<unknown> {
  if (variable.type === 'deviceTag') return { ...(value as TagPair) };
  if (variable.type !== 'deviceId' || !variable.validationConfig?.includeFullDevice) return value;
  const device = isId(String(value)) ? await findDevice(variable, String(value).toLowerCase()) : undefined;
  if (!device) return value;
  const tags = tagsByKey(device.tags);
  const attributes = Object.fromEntries(
    [...device.attributes].map(([name, { dataType }]) => [name, { dataType }] as const),
  );
  return { id: device.deviceId, name: device.name, tags, attributes, [printedAs]: device.deviceId };
}
