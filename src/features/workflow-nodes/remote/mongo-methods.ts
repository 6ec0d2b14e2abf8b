import type { Collection, Document, OptionalId } from 'mongodb';
import { asNumber, isExactNumber } from '../../../kernel/json-text.ts';
import { cutText } from '../../../kernel/text.ts';
import { NodeError } from '../errors.ts';
import { Rows, toPlain } from './rows.ts';

type Method = (collection: Collection, args: readonly unknown[]) => Promise<unknown>;
interface Cursor {
  [Symbol.asyncIterator](): AsyncIterator<Document>;
  close(): Promise<void>;
}

/** What can be done with a collection, by the names that MongoDB's drivers have for it; the arguments are theirs. */
const methods: Readonly<Record<string, Method>> = {
  find: (collection, [filter, options]) => readAll(collection.find(object(filter), object(options))),
  aggregate: (collection, [pipeline, options]) => readAll(collection.aggregate(list(pipeline), object(options))),
  findOne: (collection, [filter, options]) => collection.findOne(object(filter), object(options)),
  distinct: (collection, [key, filter]) => collection.distinct(String(key ?? ''), object(filter)),
  countDocuments: (collection, [filter, options]) => collection.countDocuments(object(filter), object(options)),
  estimatedDocumentCount: (collection) => collection.estimatedDocumentCount(),
  insertOne: (collection, [document]) => collection.insertOne(object(document) as OptionalId<Document>),
  insertMany: (collection, [documents]) => collection.insertMany(list(documents) as OptionalId<Document>[]),
  updateOne: (collection, [filter, update, options]) =>
    collection.updateOne(object(filter), changes(update), object(options)),
  updateMany: (collection, [filter, update, options]) =>
    collection.updateMany(object(filter), changes(update), object(options)),
  replaceOne: (collection, [filter, document, options]) =>
    collection.replaceOne(object(filter), object(document), object(options)),
  deleteOne: (collection, [filter]) => collection.deleteOne(object(filter)),
  deleteMany: (collection, [filter]) => collection.deleteMany(object(filter)),
  findOneAndUpdate: (collection, [filter, update, options]) =>
    collection.findOneAndUpdate(object(filter), changes(update), object(options)),
  findOneAndReplace: (collection, [filter, document, options]) =>
    collection.findOneAndReplace(object(filter), object(document), object(options)),
  findOneAndDelete: (collection, [filter, options]) => collection.findOneAndDelete(object(filter), object(options)),
};

/** The names of what can be done. */
export const mongoMethods: readonly string[] = Object.keys(methods);

/** Runs a method; `{"$oid"}`, `{"$date"}` and their like in the arguments are what they stand for. @throws NodeError ValidationError */
export async function runMongoMethod(collection: Collection, name: string, args: readonly unknown[]): Promise<unknown> {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (!method) throw new NodeError('ValidationError', `mongoMethod is none of ${mongoMethods.join(', ')}`);
  const { EJSON } = (await import('mongodb')).BSON;
  // Dates of the payload are Dates here, and stay that.
  const read = (value: unknown): unknown =>
    value instanceof Date ? value : EJSON.deserialize(withLongNumbers(value) as Document);
  return toPlain(
    await method(
      collection,
      args.map((arg) => (typeof arg === 'object' && arg !== null && !isExactNumber(arg) ? read(arg) : asNumber(arg))),
    ),
  );
}

/** Numbers of many digits as MongoDB writes them: 64-bit integers as such, fractions as the nearest double. */
function withLongNumbers(value: unknown): unknown {
  if (isExactNumber(value)) {
    const { rawJSON: digits } = value;
    const isLong = /^-?\d{1,19}$/.test(digits) && BigInt.asIntN(64, BigInt(digits)) === BigInt(digits);
    if (isLong) return { $numberLong: digits };
    const nearest = asNumber(value);
    if (typeof nearest === 'number') return nearest;
    throw new NodeError('ValidationError', `MongoDB has no number like ${cutText(digits, 80)}`);
  }
  if (Array.isArray(value)) return value.map(withLongNumbers);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withLongNumbers(inner)]));
}

async function readAll(cursor: Cursor): Promise<readonly unknown[]> {
  const rows = new Rows();
  try {
    for await (const document of cursor) rows.add(document);
  } finally {
    await cursor.close().catch(() => undefined);
  }
  return rows.items;
}

function object(value: unknown): Document {
  if (value === undefined || value === null) return {};
  if (typeof value === 'object' && !Array.isArray(value)) return value;
  throw new NodeError('ValidationError', 'An argument is not an object where it must be one');
}

function changes(value: unknown): Document | Document[] {
  return Array.isArray(value) ? list(value) : object(value);
}

function list(value: unknown): Document[] {
  if (Array.isArray(value)) return value.map(object);
  throw new NodeError('ValidationError', 'An argument is not a list where it must be one');
}
