import { connect, type Socket } from 'node:net';

/** How an answer in chunks ends (RFC 9112, 7.1); JSON has no such lines in it. */
const lastChunk = '0\r\n\r\n';

/**
 * One connection that asks over HTTP, one request under way. Writes and reads HTTP's bytes itself: what a client makes
 * of an answer, and the garbage that it leaves, are no part of what is measured.
 */
export class HttpExchange {
  readonly #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  /** Bytes of the body that are still to come, once the head is there. */
  #missing: number | undefined;
  /** The last bytes of an answer in chunks. */
  #tail: string | undefined;
  #answered: { resolve(status: number): void; reject(error: Error): void } | undefined;

  static async open(url: URL): Promise<HttpExchange> {
    const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true });
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new HttpExchange(socket);
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => this.#read(chunk));
    socket.on('error', (error) => this.#answered?.reject(error));
    socket.on('close', () => this.#answered?.reject(new Error('the server has closed the connection')));
  }

  /** Resolves with the status once the last byte of the answer is there. */
  ask(request: Buffer): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#answered = { resolve, reject };
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#answered = undefined;
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    if (this.#tail !== undefined) this.#tail = endOf(this.#tail, chunk);
    else if (this.#missing !== undefined) this.#missing -= chunk.length;
    else if (!this.#readHead(chunk)) return;
    if (this.#tail === undefined ? (this.#missing ?? 0) > 0 : this.#tail !== lastChunk) return;
    const status = Number(this.#received.toString('latin1', 9, 12));
    this.#received = Buffer.alloc(0);
    this.#missing = undefined;
    this.#tail = undefined;
    this.#answered?.resolve(status);
  }

  /** Whether the head is there, which says how long the body is. */
  #readHead(chunk: Buffer): boolean {
    this.#received = this.#received.length > 0 ? Buffer.concat([this.#received, chunk]) : chunk;
    const bodyAt = this.#received.indexOf('\r\n\r\n') + 4;
    if (bodyAt < 4) return false;
    const head = this.#received.toString('latin1', 0, bodyAt);
    const length = /content-length: (\d+)/i.exec(head)?.[1];
    if (length !== undefined) this.#missing = bodyAt + Number(length) - this.#received.length;
    else if (/transfer-encoding: chunked/i.test(head)) this.#tail = endOf('', this.#received.subarray(bodyAt));
    else this.#answered?.reject(new Error('an answer without a length'));
    return length !== undefined || this.#tail !== undefined;
  }
}

function endOf(before: string, chunk: Buffer): string {
  return (before + chunk.toString('latin1', Math.max(0, chunk.length - lastChunk.length))).slice(-lastChunk.length);
}

/** The bytes of a request; with a body, of a POST. @param options.body ASCII */
export function requestBytes(
  url: URL,
  options: { readonly headers: Readonly<Record<string, string>>; readonly body?: string | undefined },
): Buffer {
  const { headers, body } = options;
  const lines = [
    `${body === undefined ? 'GET' : 'POST'} ${url.pathname}${url.search} HTTP/1.1`,
    `host: ${url.host}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined ? [] : [`content-length: ${body.length}`]),
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body ?? ''}`);
}
