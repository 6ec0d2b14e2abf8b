import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A request that a server made to a host outside. */
export interface OutsideRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** The run of a workflow that made it, and the node. */
  readonly runId: string;
  readonly nodeId: string;
}

/** What a host outside responds with. */
export interface OutsideAnswer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** Objects and arrays go as JSON. */
  readonly body?: unknown;
}

/** Stands for every host on the internet. */
export interface OutsideWorld {
  /** For `startServer`: what makes all requests of the server to other hosts come here. */
  readonly nodeFlags: readonly string[];
  /** Where a server may also be told to call; such requests have their path as `url`. */
  readonly origin: string;
  /** Oldest first. */
  readonly requests: OutsideRequest[];
  stop(): Promise<void>;
}

/**
 * Hosts on the internet as tests need them: whatever URL a server calls, the request comes here as it was, and nothing leaves the
 * machine. The server is the compiled one, unchanged; only Node's own functions for requests lead elsewhere, in all its threads.
 */
export async function startOutsideWorld(
  answer: (request: OutsideRequest) => OutsideAnswer | undefined,
): Promise<OutsideWorld> {
  const requests: OutsideRequest[] = [];
  const server = createServer(async (incoming, response) => {
    let body = '';
    for await (const chunk of incoming) body += chunk;
    const { 'x-outside-url': url, 'x-signalbox-run': run, ...headers } = incoming.headers;
    const [runId = '', nodeId = ''] = String(run ?? '').split('.');
    const request = { method: incoming.method ?? '', url: String(url ?? incoming.url), headers, body, runId, nodeId };
    requests.push(request);
    const { status = 200, headers: more = {}, body: said = {} } = answer(request) ?? {};
    const isText = typeof said === 'string' || said instanceof Uint8Array;
    response.writeHead(status, { ...(isText ? {} : { 'content-type': 'application/json' }), ...more });
    response.end(isText ? said : JSON.stringify(said));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-test-outside-'));
  const file = join(folder, 'outside.cjs');
  await writeFile(file, preload(port));
  return {
    nodeFlags: ['--require', file],
    origin: `http://127.0.0.1:${port}`,
    requests,
    async stop() {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const preload = (port: number): string => `
const http = require('node:http');
const https = require('node:https');
const { syncBuiltinESMExports } = require('node:module');
const plain = http.request;
const lead = (send) => (url, options, done) => {
  if (!(url instanceof URL) || /^(127\\.|localhost$|\\[::1\\]$)/.test(url.hostname)) return send(url, options, done);
  const { lookup, ca, cert, key, rejectUnauthorized, ...rest } = options;
  return plain(new URL('http://127.0.0.1:${port}/'), { ...rest, headers: { ...rest.headers, 'x-outside-url': url.href } }, done);
};
http.request = lead(http.request);
https.request = lead(https.request);
syncBuiltinESMExports();
`;
