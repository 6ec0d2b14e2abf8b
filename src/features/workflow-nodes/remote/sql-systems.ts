import type { OutsideHost } from '../services.ts';
import { type Login, type TlsChoice, tlsOptionsOf } from './login.ts';
import { Rows } from './rows.ts';

/** One statement for a database. */
export interface SqlCall {
  readonly host: OutsideHost;
  readonly login: Login;
  readonly database: string;
  readonly query: string;
  readonly parameters: readonly unknown[];
  /** Undefined: without TLS. */
  readonly tls: TlsChoice | undefined;
}

/** Runs a statement and resolves with the rows of the last result; a library is loaded when it is first used. */
export type SqlSystem = (call: SqlCall) => Promise<readonly unknown[]>;

const int8 = 20;

/** PostgreSQL. */
export const runOnPostgres: SqlSystem = async ({ host, login, database, query, parameters, tls }) => {
  const { default: pg } = await import('pg');
  const socket = await host.open();
  const client = new pg.Client({
    host: host.address,
    port: host.port,
    user: login.user,
    password: login.password,
    database,
    // It is connected already, to the address that was judged.
    stream: () => Object.assign(socket, { connect: () => void process.nextTick(() => socket.emit('connect')) }),
    ssl: tls ? tlsOptionsOf(tls, host.serverName) : false,
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === int8 && format !== 'binary'
          ? (text: string) => (Number.isSafeInteger(Number(text)) ? Number(text) : text)
          : pg.types.getTypeParser(oid, format as 'text'),
    },
  });
  const failed = new Promise<never>((_, reject) => {
    client.on('error', reject);
    host.signal.addEventListener('abort', () => socket.destroy(), { once: true });
  });
  failed.catch(() => undefined);
  const work = async () => {
    await client.connect();
    const rows = new Rows();
    let of: unknown;
    await new Promise<void>((resolve, reject) => {
      const statement = client.query(new pg.Query(query, [...parameters]));
      statement.on('row', (row, result) => {
        if (result !== of) rows.begin();
        of = result;
        try {
          rows.add(row);
        } catch (error) {
          socket.destroy();
          reject(error);
        }
      });
      statement.on('error', reject);
      statement.on('end', () => resolve());
    });
    await client.end();
    return rows.items;
  };
  return Promise.race([work(), failed]);
};

/** MySQL and MariaDB. */
export const runOnMysql: SqlSystem = async ({ host, login, database, query, parameters, tls }) => {
  const { default: mysql } = await import('mysql2');
  const socket = await host.open();
  const connection = mysql.createConnection({
    // The name, by which the certificate is judged; the connection is there already.
    host: host.serverName ?? host.address,
    user: login.user,
    password: login.password,
    database,
    stream: socket,
    supportBigNumbers: true,
    timezone: 'Z',
    charset: 'utf8mb4',
    // A server may ask for no files of this machine.
    flags: ['-LOCAL_FILES'],
    ...(tls
      ? {
          ssl: {
            rejectUnauthorized: !tls.isInsecure,
            verifyIdentity: !tls.isInsecure,
            ...(tls.ca ? { ca: tls.ca } : {}),
          },
        }
      : {}),
  });
  host.signal.addEventListener('abort', () => connection.destroy(), { once: true });
  const rows = new Rows();
  await new Promise<void>((resolve, reject) => {
    connection.on('error', reject);
    const values = [...parameters] as (string | number | boolean | Date | null)[];
    const statement = parameters.length > 0 ? connection.execute(query, values) : connection.query(query);
    statement.on('result', (row: object) => {
      // How many rows a statement has changed is no row.
      if (row.constructor?.name === 'ResultSetHeader') return;
      try {
        rows.add(row);
      } catch (error) {
        connection.destroy();
        reject(error);
      }
    });
    statement.on('error', reject);
    statement.on('end', () => resolve());
  });
  connection.end();
  return rows.items;
};
