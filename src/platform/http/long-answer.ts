import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import type { TSchema } from 'typebox';
import { FairGate } from '../../kernel/fair-gate.ts';
import { weigh } from '../../kernel/weight.ts';

/** An answer up to this size is written in one go, which takes a millisecond or so. */
const longBytes = 256 * 1024;
/** Written between two looks at what else is to do. */
const chunkLength = 64 * 1024;

/** One part of one long answer is written for each look at what else is to do, however many answers there are. */
const writing = new FairGate({ atOnce: 1, perOwner: 1, maxWaiting: Number.POSITIVE_INFINITY, refusal: '' });

type Serialize = (value: unknown) => string;

interface Parts<Item = unknown> {
  readonly items: readonly Item[];
  readonly serialize: (item: Item) => string;
  /** The answer without its items, and where in it they go. */
  readonly before: string;
  readonly after: string;
}

/** Where the entries of answers are that are written as they are. */
const mapsOf = new WeakMap<FastifyReply, string>();

/**
 * Has an answer written as it is: series are large and all of our own making, and looking each value up in the schema would take ten
 * times as long.
 *
 * @param options.map the property whose entries are the parts of a long answer, empty: the answer is a map itself; left out: what the
 *   schema says
 */
export function writePlainly<Answer extends object>(
  reply: FastifyReply,
  answer: Answer,
  { map }: { readonly map?: (keyof Answer & string) | '' } = {},
): Answer {
  reply.type('application/json; charset=utf-8').serializer(JSON.stringify);
  if (map !== undefined) mapsOf.set(reply, map);
  return answer;
}

/**
 * The answer as a stream of its parts, when it is a long list or map: writing megabytes of JSON in one go would keep everybody
 * waiting. Undefined for what is written in one go.
 *
 * @param options.answer the schema of the answer, which says how it is written
 * @param options.owner for whom: the parts of several answers are written in turns between their owners
 */
export function streamLongAnswer(
  reply: FastifyReply,
  result: unknown,
  { answer, owner }: { answer: TSchema | undefined; owner: string },
): Readable | undefined {
  if (!answer) return undefined;
  const map = mapsOf.get(reply) ?? (isMap(answer) ? '' : undefined);
  const parts = map === undefined ? splitList(reply, result, answer) : splitMap(result, map);
  return parts && Readable.from(write(parts, owner), { objectMode: false });
}

/** Whether a schema says nothing of an object but that it is one. */
function isMap(answer: TSchema): boolean {
  const { type, properties, additionalProperties } = answer as Readonly<Record<string, unknown>>;
  return type === 'object' && additionalProperties === true && Object.keys(properties ?? {}).length === 0;
}

/** @param name the property that is a map; empty: the answer itself is one */
function splitMap(result: unknown, name: string): Parts | undefined {
  if (typeof result !== 'object' || result === null) return undefined;
  const map = name === '' ? result : (result as Readonly<Record<string, unknown>>)[name];
  if (typeof map !== 'object' || map === null) return undefined;
  const items = Object.entries(map).filter(([, value]) => value !== undefined);
  if (items.length < 2 || isLight(items)) return undefined;
  const serialize = ([key, value]: [string, unknown]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`;
  const parts = { items, serialize: serialize as Parts['serialize'] };
  if (name === '') return { ...parts, before: '{', after: '}' };
  const rest = JSON.stringify({ ...result, [name]: undefined }).slice(0, -1);
  return { ...parts, before: `${rest}${rest === '{' ? '' : ','}${JSON.stringify(name)}:{`, after: '}}' };
}

/** Stops weighing where it is long in any case. */
function isLight(items: readonly unknown[]): boolean {
  let weight = 0;
  for (const item of items) {
    weight += weigh(item);
    if (weight >= longBytes) return false;
  }
  return true;
}

function splitList(reply: FastifyReply, result: unknown, answer: TSchema): Parts | undefined {
  const items = itemsOf(result);
  if (!items || items.length < 2 || isLight(items)) return undefined;
  const itemSchema = itemSchemaOf(answer);
  if (!itemSchema) return undefined;
  const serialize = compile(reply, itemSchema);
  if (Array.isArray(result)) return { items, serialize, before: '[', after: ']' };
  return splitEnvelope(compile(reply, answer)({ ...(result as object), items: [] }), { items, serialize });
}

function compile(reply: FastifyReply, schema: TSchema): Serialize {
  // Kept by Fastify for each schema.
  return reply.compileSerializationSchema(schema as unknown as Record<string, unknown>) as Serialize;
}

function itemsOf(result: unknown): readonly unknown[] | undefined {
  if (Array.isArray(result)) return result;
  const items = (result as { items?: unknown } | null)?.items;
  return Array.isArray(items) ? items : undefined;
}

function itemSchemaOf(answer: TSchema): TSchema | undefined {
  const list = answer as { items?: TSchema; properties?: { items?: { items?: TSchema } } };
  return list.items ?? list.properties?.items?.items;
}

/** Lists have their items first (`pageAnswerOf`). */
function splitEnvelope(empty: string, list: Pick<Parts, 'items' | 'serialize'>): Parts | undefined {
  const start = '{"items":[';
  return empty.startsWith(`${start}]`) ? { ...list, before: start, after: empty.slice(start.length) } : undefined;
}

async function* write({ items, serialize, before, after }: Parts, owner: string): AsyncGenerator<Buffer> {
  let text = before;
  let index = 0;
  while (index < items.length) {
    const leave = await writing.enter(owner);
    for (; index < items.length && text.length < chunkLength; index += 1) {
      text += (index === 0 ? '' : ',') + serialize(items[index]);
    }
    const part = Buffer.from(text);
    text = '';
    await setImmediate();
    // Before the part is handed on: its reader may take its time.
    leave();
    yield part;
  }
  yield Buffer.from(after);
}
