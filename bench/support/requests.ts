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

/** A question of `askInTurn`; with a body, a POST of it. */
export interface AskedQuestion {
  readonly url: string;
  readonly body?: object;
}

/** What asker.ts is told. */
export interface Asked {
  readonly headers: Readonly<Record<string, string>>;
  readonly questions: readonly AskedQuestion[];
}

/**
 * Asks one question after the other over one connection, from a process of its own: in this one, whatever it has done before, the
 * collection of garbage would be measured too. Resolves with the milliseconds of each.
 *
 * @throws Error when an answer was not a success
 */
export async function askInTurn(token: string, questions: readonly AskedQuestion[]): Promise<number[]> {
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'accept-encoding': 'gzip, deflate, br',
  };
  const script = fileURLToPath(new URL('asker.ts', import.meta.url));
  const running = promisify(execFile)(process.execPath, [script], { maxBuffer: 1 << 20 });
  running.child.stdin?.end(JSON.stringify({ headers, questions } satisfies Asked));
  return JSON.parse((await running).stdout) as number[];
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
