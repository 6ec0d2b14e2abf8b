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

interface Parts {
  readonly items: readonly unknown[];
  /** The answer without its items, and where in it they go. */
  readonly before: string;
  readonly after: string;
}

/**
 * The answer as a stream of its parts, when it is a long list: writing megabytes of JSON in one go would keep everybody
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
  const items = itemsOf(result);
  if (!answer || !items || items.length < 2 || weigh(items) < longBytes) return undefined;
  const itemSchema = itemSchemaOf(answer);
  if (!itemSchema) return undefined;
  const parts = Array.isArray(result)
    ? { items, before: '[', after: ']' }
    : splitEnvelope(compile(reply, answer)({ ...(result as object), items: [] }), items);
  return parts && Readable.from(write(parts, compile(reply, itemSchema), owner), { objectMode: false });
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
function splitEnvelope(empty: string, items: readonly unknown[]): Parts | undefined {
  const start = '{"items":[';
  return empty.startsWith(`${start}]`) ? { items, before: start, after: empty.slice(start.length) } : undefined;
}

async function* write({ items, before, after }: Parts, serialize: Serialize, owner: string): AsyncGenerator<Buffer> {
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
