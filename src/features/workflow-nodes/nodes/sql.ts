import type { NodeContext, NodeType } from '../context.ts';
import { runnableClasses } from '../declaration.ts';
import { isActionError, NodeError, toErrorShape } from '../errors.ts';
import { resultField } from '../fields.ts';
import { loginCredentialField, readLogin, readPort, readTls, tlsFields, useHost } from '../remote/login.ts';
import { runOnMysql, runOnPostgres, type SqlSystem } from '../remote/sql-systems.ts';

interface System {
  readonly port: number;
  readonly run: SqlSystem;
}
const postgres: System = { port: 5432, run: runOnPostgres };
const mysql: System = { port: 3306, run: runOnMysql };
const systems: Readonly<Record<string, System>> = {
  pg: postgres,
  postgres,
  postgresql: postgres,
  mysql,
  mariadb: mysql,
};

export const sqlNode: NodeType = {
  type: 'SqlNode',
  label: 'SQL',
  summary: 'Runs a statement at a database outside, PostgreSQL, MySQL or MariaDB, and stores the rows that it returns.',
  category: 'output',
  classes: runnableClasses,
  outputs: 1,
  isSoft: true,
  fields: [
    { key: 'systemTemplate', kind: 'template', label: 'System', help: 'pg or mysql.', required: true },
    { key: 'hostTemplate', kind: 'template', label: 'Host', required: true },
    { key: 'portTemplate', kind: 'template', label: 'Port', help: 'Empty: 5432 or 3306.' },
    { key: 'databaseTemplate', kind: 'template', label: 'Database', required: true },
    loginCredentialField,
    { key: 'userTemplate', kind: 'template', label: 'User' },
    { key: 'passwordTemplate', kind: 'template', label: 'Password' },
    {
      key: 'query',
      kind: 'template',
      label: 'Statement',
      help: 'Values belong into the parameters, where the database does not take them for a part of the statement.',
      required: true,
    },
    {
      key: 'parameters',
      kind: 'list',
      label: 'Parameters',
      help: 'The values of $1, $2 … (pg) or of each ? (mysql).',
      maxEntries: 1000,
      fields: [{ key: 'valueTemplate', kind: 'value', label: 'Value' }],
    },
    { key: 'sslOn', kind: 'boolean', label: 'Encrypt', default: false },
    ...tlsFields.map((field) => ({ ...field, when: { key: 'sslOn', is: [true] } })),
    resultField({ help: 'A list of rows; or an object with errors, a list of {type, message}.' }),
  ],
  example: {
    systemTemplate: 'pg',
    hostTemplate: 'db.example.com',
    databaseTemplate: 'plant',
    credentialNameTemplate: 'plant database',
    query: 'select name, limit_c from machine where serial = $1',
    parameters: [{ valueTemplate: '{{data.serial}}' }],
    sslOn: true,
    resultPath: 'working.machines',
  },
  async run(context) {
    const { config } = context;
    const call = readCall(context);
    try {
      const login = await readLogin(context, call, call.given);
      const rows = await useHost(context, { ...call, errorName: 'SqlError' }, (host) =>
        call.system.run({ ...call, host, login }),
      );
      config.write('resultPath', rows);
    } catch (error) {
      if (!isActionError(error)) throw error;
      const { name, message } = toErrorShape(error);
      config.write('resultPath', { errors: [{ type: name, message }] });
    }
  },
};

function readCall(context: NodeContext) {
  const { config } = context;
  const name = config.requiredText('systemTemplate').toLowerCase();
  if (name === 'mssql') throw new NodeError('NotAvailable', 'This server does not speak to SQL Server yet');
  const system = Object.hasOwn(systems, name) ? systems[name] : undefined;
  if (!system) throw new NodeError('ValidationError', 'systemTemplate is none of pg and mysql');
  return {
    system,
    host: config.requiredText('hostTemplate', { escape: false }),
    port: readPort(context, 'portTemplate', system.port),
    database: config.requiredText('databaseTemplate', { escape: false }),
    given: { user: config.text('userTemplate', { escape: false }), password: config.text('passwordTemplate') },
    query: config.requiredText('query'),
    parameters: config.list('parameters').map((entry) => toParameter(entry.value('valueTemplate'))),
    tls: config.boolean('sslOn') ? readTls(context) : undefined,
  };
}

/** Lists and objects go as JSON; what is not there is null. */
function toParameter(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  return typeof value === 'object' && !(value instanceof Date) ? JSON.stringify(value) : value;
}
