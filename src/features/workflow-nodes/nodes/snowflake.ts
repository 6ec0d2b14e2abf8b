import { parseJson } from '../../../kernel/json-text.ts';
import { isObject } from '../../../platform/language/index.ts';
import type { NodeConfig } from '../config.ts';
import type { NodeContext, NodeType } from '../context.ts';
import { credentialField } from '../credential-use.ts';
import { runnableClasses } from '../declaration.ts';
import { ActionError, NodeError } from '../errors.ts';
import { resultField } from '../fields.ts';
import { softly } from '../outcomes.ts';
import { readJsonAnswer, requestOutside } from '../outward.ts';
import { encodeSegment } from '../path-segments.ts';
import { Rows } from '../remote/rows.ts';
import type { HttpAnswer } from '../services.ts';
import { readSnowflakeAccess } from '../snowflake-access.ts';

/** Before the request itself is given up: what Snowflake has begun ends too. */
const maxSeconds = 28;
/** Each is a request; payloads hold less. */
const maxPartitions = 20;

export const snowflakeNode: NodeType = {
  type: 'SnowflakeNode',
  label: 'Snowflake',
  summary: 'Runs a statement of SQL at Snowflake, and stores the rows that it returns.',
  category: 'output',
  classes: [...runnableClasses, 'edge'],
  outputs: 1,
  isSoft: true,
  fields: [
    credentialField('One of the type snowflake; in place of host, user and key.'),
    { key: 'hostTemplate', kind: 'template', label: 'Host', help: 'my-account.snowflakecomputing.com' },
    { key: 'usernameTemplate', kind: 'template', label: 'User' },
    { key: 'privateKeyTemplate', kind: 'template', label: 'Private key', help: 'In PEM; the user has its public key.' },
    { key: 'databaseTemplate', kind: 'template', label: 'Database', required: true },
    { key: 'schemaTemplate', kind: 'template', label: 'Schema', required: true },
    { key: 'warehouseTemplate', kind: 'template', label: 'Warehouse', help: 'Empty: that of the user.' },
    { key: 'roleTemplate', kind: 'template', label: 'Role', help: 'Empty: that of the user.' },
    {
      key: 'sqlSourceType',
      kind: 'select',
      label: 'Statement from',
      options: ['stringTemplate', 'payloadPath'],
      default: 'stringTemplate',
    },
    {
      key: 'sqlSourceValue',
      kind: 'template',
      kindBy: { key: 'sqlSourceType', kinds: { payloadPath: 'path' } },
      label: 'Statement',
      help: 'One, without values that others may send: there are no parameters.',
      required: true,
    },
    {
      key: 'timeoutTemplate',
      kind: 'template',
      label: 'Seconds',
      help: `How long it may take; at most ${maxSeconds}.`,
    },
    resultField({ required: true, help: 'An object with rows, a list of objects; or with error.' }),
  ],
  example: {
    credentialNameTemplate: 'plant warehouse',
    databaseTemplate: 'PLANT',
    schemaTemplate: 'PUBLIC',
    warehouseTemplate: 'COMPUTE_WH',
    sqlSourceType: 'stringTemplate',
    sqlSourceValue: 'select name, limit_c from machine limit 100',
    resultPath: 'working.machines',
  },
  async run(context) {
    const statement = readStatement(context.config);
    await softly(context, 'resultPath', async () => {
      const access = await readSnowflakeAccess(context);
      const first = await ask(context, access, { method: 'POST', path: '', body: statement });
      return { rows: await readRows(context, access, first) };
    });
  },
};

function readStatement(config: NodeConfig) {
  const read = (key: string) => config.text(key, { escape: false }).trim() || undefined;
  const isPath = config.choice('sqlSourceType', 'stringTemplate' as string) === 'payloadPath';
  const statement = isPath ? config.read('sqlSourceValue') : config.requiredText('sqlSourceValue', { escape: false });
  if (typeof statement !== 'string' || statement.trim() === '') {
    throw new NodeError('ValidationError', 'There is no statement at sqlSourceValue');
  }
  const seconds = config.number('timeoutTemplate') ?? maxSeconds;
  if (!(seconds >= 1)) throw new NodeError('ValidationError', 'timeoutTemplate must be at least 1');
  return {
    statement,
    timeout: Math.min(Math.ceil(seconds), maxSeconds),
    database: config.requiredText('databaseTemplate', { escape: false }),
    schema: config.requiredText('schemaTemplate', { escape: false }),
    warehouse: read('warehouseTemplate'),
    role: read('roleTemplate'),
  };
}

interface Access {
  readonly host: string;
  readonly token: string;
}

/** @throws ActionError SqlError with what Snowflake says */
async function ask(
  context: NodeContext,
  { host, token }: Access,
  { method, path, body }: { readonly method: string; readonly path: string; readonly body?: unknown },
): Promise<Readonly<Record<string, unknown>>> {
  const answer = await requestOutside(context, {
    method,
    url: `https://${host}/api/v2/statements${path}`,
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${token}`,
      'x-snowflake-authorization-token-type': 'KEYPAIR_JWT',
      'user-agent': 'signalbox',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? undefined : Buffer.from(JSON.stringify(body)),
  });
  const said = readObject(answer);
  // 202: it goes on without us, until its own time is over.
  if (answer.statusCode === 202) throw new ActionError('TimeoutError', 'The statement takes too long');
  if (answer.statusCode !== 200) {
    throw new ActionError('SqlError', String(said.message ?? `Snowflake returned the status ${answer.statusCode}`));
  }
  return said;
}

function readObject(answer: HttpAnswer): Readonly<Record<string, unknown>> {
  const said = readJsonAnswer(answer);
  return isObject(said) ? said : {};
}

/** Rows come in partitions; the first is in the answer to the statement. */
async function readRows(
  context: NodeContext,
  access: Access,
  first: Readonly<Record<string, unknown>>,
): Promise<readonly unknown[]> {
  const about = isObject(first.resultSetMetaData) ? first.resultSetMetaData : {};
  const columns = Array.isArray(about.rowType) ? about.rowType.filter(isObject) : [];
  const partitions = Array.isArray(about.partitionInfo) ? about.partitionInfo.length : 1;
  if (partitions > maxPartitions) {
    throw new ActionError('PayloadTooLarge', `The result has more than ${maxPartitions} partitions`);
  }
  const rows = new Rows();
  for (let index = 0; index < Math.max(partitions, 1); index += 1) {
    const path = `/${encodeSegment(String(first.statementHandle))}?partition=${index}`;
    const { data } = index === 0 ? first : await ask(context, access, { method: 'GET', path });
    for (const row of Array.isArray(data) ? data : []) rows.add(toRow(columns, row));
  }
  return rows.items;
}

function toRow(columns: readonly Readonly<Record<string, unknown>>[], row: unknown): Record<string, unknown> {
  const cells = Array.isArray(row) ? row : [];
  return Object.fromEntries(columns.map((column, index) => [String(column.name), toValue(column, cells[index])]));
}

/** All values come as texts (Snowflake's SQL API, "Getting the data from the results"). */
function toValue({ type }: Readonly<Record<string, unknown>>, cell: unknown): unknown {
  if (typeof cell !== 'string') return cell ?? null;
  switch (type) {
    case 'fixed':
    case 'real': {
      const number = Number(cell);
      // A whole number that a payload cannot hold exactly stays a text.
      return !Number.isFinite(number) || (/^-?\d+$/.test(cell) && !Number.isSafeInteger(number)) ? cell : number;
    }
    case 'boolean':
      return /^(true|1)$/i.test(cell);
    case 'date':
      return toDate(Number(cell) * 86_400_000, cell);
    case 'timestamp_ntz':
    case 'timestamp_ltz':
    case 'timestamp_tz':
      // Seconds; behind a space the zone, in minutes.
      return toDate(Number(cell.split(' ')[0]) * 1000, cell);
    case 'variant':
    case 'object':
    case 'array':
      return parseOr(cell);
    default:
      return cell;
  }
}

function toDate(ms: number, otherwise: string): Date | string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? otherwise : date;
}

function parseOr(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}
