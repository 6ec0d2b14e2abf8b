// A process of its own that asks over HTTP as fast as the server answers: `requester.ts <settings as JSON>`, one request
// under way per connection. Writes HTTP's bytes itself, as publisher.ts does MQTT's, and prints one JSON line.
import { connect } from 'node:net';

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

const settings = JSON.parse(process.argv[2] ?? '') as Settings;
const { hostname, port, pathname, search } = new URL(settings.url);
const head = [
  `${settings.states || settings.body !== undefined ? 'POST' : 'GET'} ${pathname}${search} HTTP/1.1`,
  `host: ${hostname}:${port}`,
  ...Object.entries(settings.headers).map(([name, value]) => `${name}: ${value}`),
].join('\r\n');
const request = settings.body === undefined ? Buffer.from(`${head}\r\n\r\n`) : toPost(settings.body);
let time = settings.states?.startTime ?? 0;

function nextRequest(): Buffer {
  if (!settings.states) return request;
  const states: string[] = [];
  for (let index = 0; index < settings.states.perRequest; index += 1) {
    states.push(
      `{"time":${time++},"data":{"temperature":${20 + (time % 100)}.5,"running":true,"note":"nominal operation"}}`,
    );
  }
  return toPost(settings.states.perRequest === 1 ? (states[0] ?? '') : `[${states.join(',')}]`);
}

/** @param body ASCII */
function toPost(body: string): Buffer {
  return Buffer.from(`${head}\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
}

const latencies: number[] = [];
let answered = 0;
let failed = 0;
const begun = performance.now();
const end = begun + settings.seconds * 1000;

function run(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    let received = Buffer.alloc(0);
    // Bytes of the body that are still to come, once the head is there.
    let missing: number | undefined;
    let sentAt = 0;
    const ask = (): void => {
      if (performance.now() >= end) {
        socket.destroy();
        return resolve();
      }
      sentAt = performance.now();
      socket.write(nextRequest());
    };
    socket.on('connect', ask);
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      if (missing === undefined) {
        received = received.length > 0 ? Buffer.concat([received, chunk]) : chunk;
        const bodyAt = received.indexOf('\r\n\r\n') + 4;
        if (bodyAt < 4) return;
        const length = /content-length: (\d+)/i.exec(received.toString('latin1', 0, bodyAt))?.[1];
        if (length === undefined) return reject(new Error('an answer without a length'));
        missing = bodyAt + Number(length) - received.length;
      } else missing -= chunk.length;
      if (missing > 0) return;
      answered += 1;
      if (received[9] !== 0x32) failed += 1;
      latencies.push(performance.now() - sentAt);
      received = Buffer.alloc(0);
      missing = undefined;
      ask();
    });
  });
}

await Promise.all(Array.from({ length: settings.connections }, run));
latencies.sort((a, b) => a - b);
const at = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? 0;
const perSecond = answered / ((performance.now() - begun) / 1000);
process.stdout.write(`${JSON.stringify({ answered, failed, perSecond, p50: at(0.5), p99: at(0.99) })}\n`);
