import { type Client, connect } from './api.ts';
import type { TestServer } from './start-server.ts';

const password = 'Correct-Horse-7';

/** Calls the API by hand, for what the official client has no method for. */
export async function call(
  server: Pick<TestServer, 'http'>,
  method: string,
  path: string,
  options: { token?: string; body?: unknown } = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${server.http}${path}`, {
    method,
    headers: {
      ...(options.token === undefined ? {} : { Authorization: `Bearer ${options.token}` }),
      ...(options.body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  });
  if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
    // An open stream is an answer; it has no end to wait for.
    await response.body?.cancel();
    return { status: response.status, body: {} };
  }
  // What is downloaded is no JSON, and read by the tests that are about it.
  if (!response.headers.get('content-type')?.startsWith('application/json')) {
    await response.arrayBuffer();
    return { status: response.status, body: {} };
  }
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

export interface TestUser {
  readonly userId: string;
  readonly email: string;
  readonly password: string;
  readonly token: string;
  readonly client: Client;
}

/** Someone new, made by the administrator and logged in. */
export async function makeUser(server: Pick<TestServer, 'http'>, adminToken: string, email: string): Promise<TestUser> {
  const made = await call(server, 'POST', '/users', { token: adminToken, body: { email, password } });
  if (made.status !== 201) throw new Error(`${email} was not created: ${JSON.stringify(made.body)}`);
  const { token } = await connect(server).auth.authenticateUser({ credentials: { email, password } });
  return { userId: String(made.body.id), email, password, token, client: connect(server, token) };
}

/** Brings somebody who has an account, and is logged in, into an organization. */
export async function joinOrganization(
  admin: Client,
  invitation: { orgId: string; email: string; role: string; account: Pick<TestUser, 'client'> },
): Promise<void> {
  const { orgId, email, role, account } = invitation;
  const invites = await admin.org.inviteMember({ orgId, invite: { email, role } });
  const { link } = invites.find((invite: { email: string }) => invite.email === email);
  const token = new URL(link).searchParams.get('token');
  await account.client.orgInvites.post({ invite: { email, token, accept: true } });
}

/** An API token of any owner, by the path under which its tokens are listed. */
export async function makeToken(
  server: Pick<TestServer, 'http'>,
  path: string,
  options: { token: string; scope?: string[]; expirationDate?: string },
): Promise<{ id: string; token: string }> {
  const { token, ...rest } = options;
  const made = await call(server, 'POST', path, { token, body: { name: 'test', ...rest } });
  if (made.status !== 201) throw new Error(`${path} gave no token: ${JSON.stringify(made.body)}`);
  return { id: String(made.body.id), token: String(made.body.token) };
}
