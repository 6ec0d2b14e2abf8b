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
  const parts = isMap(answer) ? splitMap(result) : splitList(reply, result, answer);
  return parts && Readable.from(write(parts, owner), { objectMode: false });
}

/** Whether a schema says nothing of an object but that it is one. */
function isMap(answer: TSchema): boolean {
  const { type, properties, additionalProperties } = answer as Readonly<Record<string, unknown>>;
  return type === 'object' && additionalProperties === true && Object.keys(properties ?? {}).length === 0;
}

function splitMap(result: unknown): Parts | undefined {
  if (typeof result !== 'object' || result === null) return undefined;
  const items = Object.entries(result).filter(([, value]) => value !== undefined);
  if (items.length < 2 || weigh(items) < longBytes) return undefined;
  const serialize = ([key, value]: [string, unknown]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`;
  return { items, serialize: serialize as Parts['serialize'], before: '{', after: '}' };
}

function splitList(reply: FastifyReply, result: unknown, answer: TSchema): Parts | undefined {
  const items = itemsOf(result);
  if (!items || items.length < 2 || weigh(items) < longBytes) return undefined;
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
