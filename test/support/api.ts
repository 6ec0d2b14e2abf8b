import { createRequire } from 'node:module';
import { adminEmail, adminPassword, type TestServer } from './start-server.ts';

const require = createRequire(import.meta.url);

/** The official client has no types; every resource is an object of functions that answer promises. */
// biome-ignore lint/suspicious/noExplicitAny: the client is untyped, and its answers are checked against its schemas
export type Client = any;

const losant = require('losant-rest') as { createClient(options: { url: string; accessToken?: string }): Client };

/** The official client, pointed at the server under test: only the URL differs. */
export function connect(server: Pick<TestServer, 'http'>, accessToken?: string): Client {
  return losant.createClient({ url: server.http, ...(accessToken === undefined ? {} : { accessToken }) });
}

/** The official client with the administrator's token. */
export async function logIn(server: Pick<TestServer, 'http'>): Promise<{ client: Client; token: string }> {
  const anonymous = connect(server);
  const { token } = await anonymous.auth.authenticateUser({
    credentials: { email: adminEmail, password: adminPassword },
  });
  return { client: connect(server, token), token };
}

export interface Failure {
  readonly statusCode: number;
  readonly type: string;
  readonly message: string;
  readonly requestId: string;
}

/** The error that a call fails with; fails the test when it succeeds. */
export async function failureOf(call: Promise<unknown>): Promise<Failure> {
  const answer = await call.then(
    (value) => ({ value }),
    (error: Failure) => ({ error }),
  );
  if ('error' in answer) return answer.error;
  throw new Error(`expected a failure, got ${JSON.stringify(answer.value)}`);
}
