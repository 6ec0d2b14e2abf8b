import { createHmac } from 'node:crypto';
import { parseJson } from '../../../kernel/json-text.ts';
import { isObject } from '../../../platform/language/index.ts';
import { readStorageAccount, storageAccountFields } from '../azure-access.ts';
import type { NodeConfig } from '../config.ts';
import type { NodeContext, NodeType } from '../context.ts';
import { type FieldDeclaration, runnableClasses } from '../declaration.ts';
import { ActionError, isActionError, NodeError, toErrorShape } from '../errors.ts';
import { resultField } from '../fields.ts';
import { parseIfJson, readJsonAnswer, requestOutside } from '../outward.ts';
import type { HttpAnswer } from '../services.ts';

const operations = ['get', 'query', 'insert', 'replace', 'merge', 'delete'] as const;
type Operation = (typeof operations)[number];
/** Names of system properties, as payloads and as Azure have them. */
const systemNames = { partitionKey: 'PartitionKey', rowKey: 'RowKey', timestamp: 'Timestamp' } as const;
const ofEntity = { key: 'operation', is: ['get', 'delete'] };
const writing = { key: 'operation', is: ['insert', 'replace', 'merge'] };
const asking = { key: 'operation', is: ['query'] };

const queryFields: readonly FieldDeclaration[] = [
  {
    key: 'filterTemplate',
    kind: 'template',
    label: 'Filter',
    help: "In OData: PartitionKey eq 'a' and age lt 25.",
    when: asking,
  },
  {
    key: 'selectTemplate',
    kind: 'template',
    label: 'Properties',
    help: 'Separated by commas; empty: all.',
    when: asking,
  },
  { key: 'topTemplate', kind: 'template', label: 'At most', help: 'To 1000.', when: asking },
  {
    key: 'continuationTokenTemplate',
    kind: 'template',
    label: 'Continue from',
    help: 'The continuationToken of the page before.',
    when: asking,
  },
];

export const azureTableStorageNode: NodeType = {
  type: 'AzureTableStorageNode',
  label: 'Azure: Table Storage',
  summary: 'Reads, finds, writes and deletes entities in a table of Azure Storage.',
  category: 'output',
  classes: [...runnableClasses, 'edge'],
  outputs: 1,
  isSoft: true,
  fields: [
    ...storageAccountFields,
    { key: 'tableNameTemplate', kind: 'template', label: 'Table', required: true },
    { key: 'operation', kind: 'select', label: 'Operation', options: operations, default: 'get' },
    { key: 'partitionKeyTemplate', kind: 'template', label: 'Partition key', required: true, when: ofEntity },
    { key: 'rowKeyTemplate', kind: 'template', label: 'Row key', required: true, when: ofEntity },
    {
      key: 'entityTemplate',
      kind: 'json',
      label: 'Entity',
      help: 'An object with PartitionKey and RowKey.',
      required: true,
      when: writing,
    },
    {
      key: 'upsert',
      kind: 'boolean',
      label: 'Insert if it is not there',
      default: false,
      when: { key: 'operation', is: ['replace', 'merge'] },
    },
    ...queryFields,
    resultField({
      key: 'destination',
      required: true,
      help: 'The entity; of query an object with entities and continuationToken; of delete one with success; or with error.',
    }),
  ],
  example: {
    credentialNameTemplate: 'plant storage',
    tableNameTemplate: 'machines',
    operation: 'get',
    partitionKeyTemplate: 'hall 1',
    rowKeyTemplate: '{{data.serial}}',
    destination: 'working.machine',
  },
  async run(context) {
    const { config } = context;
    const request = readRequest(config);
    try {
      config.write('destination', await request.read(await ask(context, request), request));
    } catch (error) {
      if (!isActionError(error)) throw error;
      config.write('destination', { error: errorOf(error) });
    }
  },
};

interface TableRequest {
  readonly method: string;
  /** Behind the host: encoded, as it is signed. */
  readonly path: string;
  readonly query?: URLSearchParams;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly read: (answer: HttpAnswer, request: TableRequest) => unknown;
}

function readRequest(config: NodeConfig): TableRequest {
  const table = config.requiredText('tableNameTemplate');
  if (!/^[a-z][a-z0-9]{2,62}$/i.test(table)) throw new NodeError('ValidationError', "The table's name is not valid");
  const operation = config.choice<Operation>('operation', 'get');
  switch (operation) {
    case 'get':
      return {
        method: 'GET',
        path: pathOf(table, readKeys(config)),
        read: (answer) => fromAzure(readJsonAnswer(answer)),
      };
    case 'delete':
      return {
        method: 'DELETE',
        path: pathOf(table, readKeys(config)),
        headers: { 'if-match': '*' },
        read: () => ({ success: true }),
      };
    case 'insert':
      return {
        method: 'POST',
        path: `/${table}`,
        body: readEntity(config),
        read: (answer) => fromAzure(readJsonAnswer(answer)),
      };
    case 'replace':
    case 'merge': {
      const entity = readEntity(config);
      return {
        method: operation === 'replace' ? 'PUT' : 'PATCH',
        path: pathOf(table, { partition: String(entity.PartitionKey), row: String(entity.RowKey) }),
        // With it the entity must be there.
        headers: config.boolean('upsert') ? {} : { 'if-match': '*' },
        body: entity,
        // Azure returns nothing.
        read: () => fromAzure(entity),
      };
    }
    case 'query':
      return readQueryRequest(config, table);
    default:
      throw new NodeError('ValidationError', `There is no operation ${String(operation)}`);
  }
}

function readQueryRequest(config: NodeConfig, table: string): TableRequest {
  const read = (key: string) => config.text(key, { escape: false }).trim();
  const [filter, select] = [read('filterTemplate'), read('selectTemplate')];
  const top = config.number('topTemplate');
  if (top !== undefined && !(Number.isInteger(top) && top >= 1 && top <= 1000)) {
    throw new NodeError('ValidationError', 'topTemplate must be a whole number from 1 to 1000');
  }
  const query = new URLSearchParams();
  if (filter !== '') query.set('$filter', filter);
  if (select !== '')
    query.set(
      '$select',
      select
        .split(',')
        .map((name) => name.trim())
        .join(','),
    );
  if (top !== undefined) query.set('$top', String(top));
  for (const [name, value] of Object.entries(readToken(read('continuationTokenTemplate')))) query.set(name, value);
  const said = { filter: filter || null, select: select || null, top: top ?? null };
  return {
    method: 'GET',
    path: `/${table}()`,
    query,
    read: (answer) => {
      const found = readJsonAnswer(answer);
      const entities = isObject(found) && Array.isArray(found.value) ? found.value.map(fromAzure) : [];
      return { entities, continuationToken: makeToken(answer), ...said };
    },
  };
}

const tokenNames = { nextPartitionKey: 'NextPartitionKey', nextRowKey: 'NextRowKey' } as const;

/** Where the next page begins, as a text that payloads carry; null when there is none. */
function makeToken({ headers }: HttpAnswer): string | null {
  const said = Object.entries(tokenNames).flatMap(([name, header]) => {
    const value = headers[`x-ms-continuation-${header.toLowerCase()}`];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  return said.length === 0 ? null : Buffer.from(JSON.stringify(Object.fromEntries(said))).toString('base64');
}

function readToken(text: string): Record<string, string> {
  if (text === '') return {};
  let said: unknown;
  try {
    said = parseJson(Buffer.from(text, 'base64').toString('utf8'));
  } catch {
    // Told below.
  }
  if (!isObject(said))
    throw new NodeError('ValidationError', 'continuationTokenTemplate is none that this node has given');
  const token = said;
  return Object.fromEntries(
    Object.entries(tokenNames).flatMap(([name, parameter]) => {
      const value = token[name];
      return typeof value === 'string' ? [[parameter, value]] : [];
    }),
  );
}

function readKeys(config: NodeConfig): { partition: string; row: string } {
  const read = (key: string) => config.requiredText(key, { escape: false });
  return { partition: read('partitionKeyTemplate'), row: read('rowKeyTemplate') };
}

/** Quotes within are doubled (OData). */
function pathOf(table: string, { partition, row }: { readonly partition: string; readonly row: string }): string {
  const quote = (text: string) => {
    if (!text.isWellFormed()) throw new NodeError('ValidationError', 'A key must not contain half of a surrogate pair');
    return `'${encodeURIComponent(text.replaceAll("'", "''"))}'`;
  };
  return `/${table}(PartitionKey=${quote(partition)},RowKey=${quote(row)})`;
}

/** With the names of Azure; those of payloads are understood too. */
function readEntity(config: NodeConfig): Record<string, unknown> {
  const given = config.json('entityTemplate');
  if (!isObject(given)) throw new NodeError('ValidationError', 'entityTemplate is no object');
  const entity = rename(given, systemNames);
  for (const name of ['PartitionKey', 'RowKey']) {
    if (typeof entity[name] !== 'string')
      throw new NodeError('ValidationError', `entityTemplate must have ${name}, a text`);
  }
  return entity;
}

function fromAzure(entity: unknown): unknown {
  if (!isObject(entity)) return entity;
  return rename(entity, Object.fromEntries(Object.entries(systemNames).map(([ours, theirs]) => [theirs, ours])));
}

function rename(entity: Readonly<Record<string, unknown>>, names: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(entity).flatMap(([name, value]) =>
      name.startsWith('odata.') ? [] : [[Object.hasOwn(names, name) ? (names[name] ?? name) : name, value]],
    ),
  );
}

class TableError extends ActionError {
  /** What Azure says, `{"odata.error": {code, message}}`. */
  readonly said: unknown;

  constructor(statusCode: number, said: unknown) {
    super('HttpError', `The service returned the status ${statusCode}`);
    this.said = said;
  }
}

function errorOf(error: Error): unknown {
  if (error instanceof TableError && isObject(error.said)) return error.said;
  const { name, message } = toErrorShape(error);
  return { type: name, message };
}

/** Signs as Shared Key Lite for the Table service: the date, and what is asked for. */
async function ask(context: NodeContext, { method, path, query, headers, body }: TableRequest): Promise<HttpAnswer> {
  const { account, accountKey } = await readStorageAccount(context);
  const now = context.now();
  const date = new Date(now).toUTCString();
  const signature = createHmac('sha256', Buffer.from(accountKey, 'base64'))
    .update(`${date}\n/${account}${path}`)
    .digest('base64');
  const asked = query === undefined || query.size === 0 ? '' : `?${query.toString().replaceAll('+', '%20')}`;
  const answer = await requestOutside(context, {
    method,
    url: `https://${account}.table.core.windows.net${path}${asked}`,
    headers: {
      accept: 'application/json;odata=nometadata',
      authorization: `SharedKeyLite ${account}:${signature}`,
      'x-ms-date': date,
      'x-ms-version': '2019-02-02',
      dataserviceversion: '3.0',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? undefined : Buffer.from(JSON.stringify(body)),
  });
  if (answer.statusCode < 200 || answer.statusCode >= 300) throw new TableError(answer.statusCode, parseIfJson(answer));
  return answer;
}
