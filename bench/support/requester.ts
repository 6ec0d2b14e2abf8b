// A process of its own that asks over HTTP as fast as the server answers: `requester.ts <settings as JSON>`, one request
// under way per connection. Prints one JSON line.
import { HttpExchange, requestBytes } from './http-exchange.ts';

interface Settings {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Makes it a POST of so many device states, each a millisecond newer than the one before. */
  readonly states?: { readonly perRequest: number; readonly startTime: number };
  /** Makes it a POST of this JSON. */
  readonly body?: string;
  readonly connections: number;
  readonly seconds: number;
}

const { headers, states, body, connections, seconds, ...settings } = JSON.parse(process.argv[2] ?? '') as Settings;
const url = new URL(settings.url);
const request = requestBytes(url, { headers, body });
let time = states?.startTime ?? 0;

function nextRequest(): Buffer {
  if (!states) return request;
  const made: string[] = [];
  for (let index = 0; index < states.perRequest; index += 1) {
    made.push(
      `{"time":${time++},"data":{"temperature":${20 + (time % 100)}.5,"running":true,"note":"nominal operation"}}`,
    );
  }
  return requestBytes(url, { headers, body: states.perRequest === 1 ? (made[0] ?? '') : `[${made.join(',')}]` });
}

const latencies: number[] = [];
let failed = 0;
const begun = performance.now();
const end = begun + seconds * 1000;

async function run(): Promise<void> {
  const exchange = await HttpExchange.open(url);
  for (let sentAt = performance.now(); sentAt < end; sentAt = performance.now()) {
    const status = await exchange.ask(nextRequest());
    latencies.push(performance.now() - sentAt);
    if (status < 200 || status > 299) failed += 1;
  }
  exchange.close();
}

await Promise.all(Array.from({ length: connections }, run));
latencies.sort((a, b) => a - b);
const at = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? 0;
const perSecond = latencies.length / ((performance.now() - begun) / 1000);
process.stdout.write(
  `${JSON.stringify({ answered: latencies.length, failed, perSecond, p50: at(0.5), p99: at(0.99) })}\n`,
);
