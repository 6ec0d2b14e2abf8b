import type { Client, Connection as PgConnection } from 'pg';
import type { Statement } from './database.ts';
import { isStalePlan, sqlStateOf } from './errors.ts';
import { Exchange } from './exchange.ts';
import { giveBack, takeWriter } from './message-writer.ts';
import { encodeParameter } from './parameters.ts';
import { parserOf } from './result-types.ts';

interface Prepared {
  readonly name: string;
  parameterTypes: readonly number[];
  columns: readonly { readonly name: string; readonly parse: (text: string) => unknown }[];
}

/** Statements that the session has ready, by their text. */
type PreparedStatements = Map<string, Prepared>;

/** Hot statements are a few dozen; past this many the session forgets them all rather than grow. */
const maxPrepared = 200;
const sessions = new WeakMap<Client, PreparedStatements>();

/**
 * Runs the statements as one transaction in one round trip and returns the rows of each. Each text is prepared the first
 * time that a session meets it (one round trip more), so that arrays can be sent in the binary form of their type.
 */
export async function runBatch(client: Client, statements: readonly Statement[]): Promise<unknown[][]> {
  const prepared = await prepare(client, statements);
  if (!prepared) return runOneByOne(client, statements);
  try {
    return await runPrepared(client, statements, prepared);
  } catch (error) {
    // Classes 22 and 23 are about values. Anything else may be about a statement that the schema has left behind.
    const state = sqlStateOf(error);
    if (state !== undefined && !/^2[23]/.test(state)) await forget(client);
    // Nothing of it has been kept, and nothing in it is at fault.
    if (isStalePlan(error)) return runOneByOne(client, statements);
    throw error;
  }
}

/** Undefined when a statement cannot be prepared yet, for instance because an earlier one makes its table. */
async function prepare(client: Client, statements: readonly Statement[]): Promise<Prepared[] | undefined> {
  let known = sessions.get(client);
  if (known && known.size + statements.length > maxPrepared) {
    await forget(client);
    known = undefined;
  }
  if (!known) {
    known = new Map();
    sessions.set(client, known);
  }
  const fresh = [...new Set(statements.map(({ sql }) => sql))].filter((sql) => !known.has(sql));
  if (fresh.length > 0) {
    try {
      const described = await describe(client, fresh, known.size);
      fresh.forEach((sql, index) => {
        const statement = described[index];
        if (statement) known.set(sql, statement);
      });
    } catch (error) {
      if (sqlStateOf(error) === undefined) throw error;
      await forget(client);
      return undefined;
    }
  }
  return statements.flatMap(({ sql }) => known.get(sql) ?? []);
}

async function describe(client: Client, texts: readonly string[], firstNumber: number): Promise<Prepared[]> {
  const described: Prepared[] = [];
  const connection = client.connection;
  // Names only need to be new to the session. Each Describe is answered by the parameter types, then the columns if any.
  const onParameters = (message: { dataTypeIDs: number[] }) =>
    described.push({ name: nameOf(firstNumber + described.length), parameterTypes: message.dataTypeIDs, columns: [] });
  const exchange = new Exchange({
    send: () => {
      connection.stream.cork();
      texts.forEach((text, index) => {
        const name = nameOf(firstNumber + index);
        connection.parse({ name, text, types: [] }, true);
        connection.describe({ type: 'S', name }, true);
      });
      connection.sync();
      connection.stream.uncork();
    },
    onDescription: ({ fields }) => {
      const last = described.at(-1);
      if (last) last.columns = fields.map(({ name, dataTypeID }) => ({ name, parse: parserOf(dataTypeID) }));
    },
  });
  connection.on('parameterDescription', onParameters);
  try {
    await client.query(exchange).done;
  } finally {
    connection.off('parameterDescription', onParameters);
  }
  return described;
}

function nameOf(number: number): string {
  return `batch_${number}`;
}

async function runPrepared(client: Client, statements: readonly Statement[], prepared: readonly Prepared[]) {
  // Written before anything is sent: a value that cannot be encoded must not leave half an exchange on the wire.
  const writer = takeWriter();
  prepared.forEach(({ name, parameterTypes }, index) => {
    writer.bind(name, statements[index]?.parameters ?? [], parameterTypes);
    writer.execute();
  });
  writer.sync();
  const results: unknown[][] = [[]];
  const exchange = new Exchange({
    send: (connection: PgConnection) => connection.stream.write(writer.bytes),
    onRow: (texts) => {
      const row: Record<string, unknown> = {};
      const columns = prepared[results.length - 1]?.columns ?? [];
      columns.forEach(({ name, parse }, index) => {
        const text = texts[index];
        row[name] = text === null || text === undefined ? null : parse(text);
      });
      results.at(-1)?.push(row);
    },
    onComplete: () => results.push([]),
  });
  await client.query(exchange).done;
  // Not after a failure, of which the server may tell while the rest is still on its way to it.
  giveBack(writer);
  return results.slice(0, statements.length);
}

async function runOneByOne(client: Client, statements: readonly Statement[]): Promise<unknown[][]> {
  const results: unknown[][] = [];
  await client.query('begin');
  try {
    for (const { sql, parameters = [] } of statements) {
      const result = await client.query({ text: sql, values: parameters.map((value) => encodeParameter(value)) });
      results.push(result.rows);
    }
    await client.query('commit');
  } catch (error) {
    if (sqlStateOf(error) !== undefined) await client.query('rollback');
    throw error;
  }
  return results;
}

async function forget(client: Client): Promise<void> {
  sessions.delete(client);
  await client.query('deallocate all');
  // The driver's own named statements are gone with them.
  (client.connection as PgConnection & { parsedStatements: object }).parsedStatements = {};
}
