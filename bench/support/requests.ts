import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export interface RequestReport {
  readonly answered: number;
  readonly failed: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

export interface Requests {
  readonly url: string;
  readonly token?: string;
  /** Makes it a POST of so many device states, each a millisecond newer than the one before. */
  readonly states?: { readonly perRequest: number; readonly startTime: number };
  /** Makes it a POST of this. */
  readonly body?: object;
  readonly connections?: number;
  readonly seconds?: number;
}

/** Runs the HTTP load generator in a process of its own. @throws Error when an answer was not a success */
export async function sendRequests(options: Requests): Promise<RequestReport> {
  const { url, token, states, body, connections = 16, seconds = 5 } = options;
  const settings = {
    url,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(states || body ? { 'content-type': 'application/json' } : {}),
    },
    ...(states ? { states } : {}),
    ...(body ? { body: JSON.stringify(body) } : {}),
    connections,
    seconds,
  };
  const script = fileURLToPath(new URL('requester.ts', import.meta.url));
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [script, JSON.stringify(settings)], { maxBuffer: 1 << 20 });
  const report = JSON.parse(stdout) as RequestReport;
  if (report.failed > 0) throw new Error(`${report.failed} of ${report.answered} answers of ${url} were errors`);
  return report;
}
