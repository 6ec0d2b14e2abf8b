import { type Agent, request } from 'node:http';
import { connect } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface RawRequest {
  readonly method: string;
  /** Goes out as it stands: nothing is normalised or escaped. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly agent?: Agent;
}

/** Far longer than any answer takes: whatever is not back by then hangs. */
const hangMs = 15_000;

/** Sends a request that `fetch` would not; an event stream is cut off once its headers are there. */
export function sendRequest(http: string, { method, path, headers = {}, body, agent }: RawRequest): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(http);
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const call = request({
      hostname,
      port,
      method,
      path,
      headers: { ...length, ...headers },
      ...(agent ? { agent } : {}),
    });
    const timer = setTimeout(() => call.destroy(new Error(`${method} ${path} hangs`)), hangMs);
    call.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    call.on('response', (response) => {
      const finish = (text: string): void => {
        clearTimeout(timer);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      };
      if (response.headers['content-type']?.startsWith('text/event-stream') && method !== 'HEAD') {
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
    // A server that agrees to an upgrade which it does not offer would be found here.
    call.on('upgrade', (_response, socket) => {
      socket.destroy();
      reject(new Error(`${method} ${path} was upgraded`));
    });
    call.end(body);
  });
}

/** Sends bytes as they stand, and resolves with all that comes back until the server closes. */
export function sendBytes(http: string, bytes: string): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(http);
    const socket = connect(Number(port), hostname, () => socket.write(bytes, 'latin1'));
    socket.setTimeout(hangMs, () => socket.destroy(new Error('the server neither answers nor closes')));
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('error', reject);
    socket.on('close', () => {
      const [head = '', ...rest] = text.split('\r\n\r\n');
      const [first = '', ...lines] = head.split('\r\n');
      const headers = Object.fromEntries(
        lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
      );
      resolve({ status: Number(first.split(' ')[1] ?? 0), headers, text: rest.join('\r\n\r\n') });
    });
  });
}
