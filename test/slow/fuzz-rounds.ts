import { Agent, request } from 'node:http';
import fc from 'fast-check';
import { connect } from '../support/api.ts';
import type { CertificateMaker } from '../support/certificates.ts';
import { fillTenant } from '../support/filled-tenant.ts';
import { readOperations } from '../support/openapi-fields.ts';
import { seed } from '../support/seed.ts';
import type { TestServer } from '../support/start-server.ts';
import { makeToken, makeUser } from '../support/tenant.ts';
import { arbitraryRequest, type FuzzRequest } from './fuzz-requests.ts';

const concurrency = 16;
/** Far longer than any answer takes: whatever is not back by then hangs. */
const hangMs = 30_000;

/** What is asked, by whom everything is made. */
export interface Fuzzed {
  readonly server: Pick<TestServer, 'http'>;
  readonly adminToken: string;
  readonly maker: CertificateMaker;
}

/** What rounds of odd requests have come to. */
export interface FuzzOutcome {
  readonly sent: number;
  readonly operations: number;
  readonly statuses: ReadonlyMap<number, number>;
  readonly faults: readonly string[];
  /** Whose applications the requests were about. */
  readonly organizations: readonly string[];
}

/** A fresh set of everything that a request can name, and callers of every kind; the last set may be gone by now. */
async function makeTargets({ server, adminToken, maker }: Fuzzed, round: number) {
  const user = await makeUser(server, adminToken, `fuzz${round}@example.com`);
  const named: Record<string, string> = {};
  const device = await fillTenant({ server, maker }, user, named);
  const { applicationId = '', orgId = '' } = named;
  const ofApplication = await makeToken(server, `/applications/${applicationId}/tokens`, { token: user.token });
  const ofOrganization = await makeToken(server, `/orgs/${orgId}/tokens`, { token: user.token });
  const credentials = { deviceId: device.deviceId, key: device.key, secret: device.secret };
  const ofDevice = await connect(server).auth.authenticateDevice({ credentials });
  return {
    orgId,
    named,
    ids: [...Object.values(named), ofOrganization.id, '0123456789abcdef01234567'],
    tokens: [user.token, user.token, user.token, ofApplication.token, ofOrganization.token, ofDevice.token],
  };
}

// From an address of its own: the logins that fail here must not slow down those of the test.
const agent = new Agent({ keepAlive: true, maxSockets: concurrency, localAddress: '127.0.0.9' });

/** Sends a request as it stands; answers its status and, unless it is a stream, its body. */
function send(
  http: string,
  { method, path, headers, body }: FuzzRequest,
): Promise<{ status: number; text: string; type: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(http);
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const call = request({ agent, hostname, port, method, path, headers: { ...headers, ...length } });
    const timer = setTimeout(() => call.destroy(new Error('hangs')), hangMs);
    call.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    call.on('response', (response) => {
      const type = response.headers['content-type'] ?? '';
      const status = response.statusCode ?? 0;
      const finish = (text: string): void => {
        clearTimeout(timer);
        resolve({ status, text, type });
      };
      if (type.startsWith('text/event-stream')) {
        call.on('error', () => undefined);
        call.destroy();
        return finish('');
      }
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => finish(text));
    });
    call.end(body);
  });
}

/** Not in the last round: something must be left that can be looked at. */
const endsTenants: ReadonlySet<string> = new Set(['application.delete', 'org.delete']);

/** What is wrong with an answer, or undefined. Leaks are looked for in what no request of ours contains. */
function findFault(
  { status, text, type }: { status: number; text: string; type: string },
  method: string,
): string | undefined {
  if (status === 500 || status >= 502) return `answered ${status}`;
  if (status < 400) return undefined;
  if (method === 'HEAD') return text === '' ? undefined : 'answers HEAD with a body';
  if (!type.startsWith('application/json')) return `answered ${status} as ${type}`;
  const { type: name, message, requestId } = JSON.parse(text) as Record<string, unknown>;
  if ([name, message, requestId].some((each) => typeof each !== 'string' || each === '')) return 'breaks the envelope';
  return /\n\s+at |node_modules|dist\/|relation "|syntax error at/.test(text) ? 'leaks internals' : undefined;
}

/**
 * Sends odd requests to every operation of the API, in rounds that each have a tenant of their own.
 *
 * @param amount.perBuilt requests of a round to what does something; `perUnbuilt` to each operation that can only refuse
 */
export async function fuzzApi(
  fuzzed: Fuzzed,
  amount: { readonly rounds: number; readonly perBuilt: number; readonly perUnbuilt: number },
): Promise<FuzzOutcome> {
  const { server } = fuzzed;
  const { rounds, perBuilt, perUnbuilt } = amount;
  const operations = readOperations(await (await fetch(`${server.http}/openapi.json`)).json());
  const statuses = new Map<number, number>();
  const faults: string[] = [];
  const organizations: string[] = [];
  let sent = 0;
  for (let round = 0; round < rounds; round += 1) {
    const targets = await makeTargets(fuzzed, round);
    organizations.push(targets.orgId);
    const tried = round === rounds - 1 ? operations.filter(({ name }) => !endsTenants.has(name)) : operations;
    const waiting = tried.flatMap((operation, index) =>
      fc
        .sample(arbitraryRequest(operation, targets), {
          seed: seed + round * 1000 + index,
          numRuns: operation.isBuilt ? perBuilt : perUnbuilt,
        })
        .map((each) => ({ name: operation.name, request: each })),
    );
    // Mixed, with what deletes at the end, which would leave nothing to the others.
    const isLast = ({ name }: { name: string }) => Number(/\.delete$|removeMember|modifyMember|me\.patch/.test(name));
    const mixed = waiting.map((each, index) => ({ each, order: (index * 7919) % waiting.length }));
    mixed.sort((a, b) => isLast(b.each) - isLast(a.each) || a.order - b.order);
    await Promise.all(
      Array.from({ length: concurrency }, async () => {
        for (let next = mixed.pop()?.each; next; next = mixed.pop()?.each) {
          const answer = await send(server.http, next.request).catch((error: Error) => ({
            status: 0,
            text: error.message,
            type: '',
          }));
          const fault = answer.status === 0 ? `broke off: ${answer.text}` : findFault(answer, next.request.method);
          statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
          sent += 1;
          if (fault)
            faults.push(
              `${next.name} ${fault}: ${JSON.stringify(next.request).slice(0, 600)} -> ${answer.text.slice(0, 300)}`,
            );
        }
      }),
    );
  }
  return { sent, operations: operations.length, statuses, faults, organizations };
}
