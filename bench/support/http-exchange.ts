import { connect, type Socket } from 'node:net';

/**
 * One connection that asks over HTTP, one request under way. Writes and reads HTTP's bytes itself: what a client makes
 * of an answer, and the garbage that it leaves, are no part of what is measured.
 */
export class HttpExchange {
  readonly #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  /** Bytes of the body that are still to come, once the head is there. */
  #missing: number | undefined;
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
    if (this.#missing === undefined) {
      this.#received = this.#received.length > 0 ? Buffer.concat([this.#received, chunk]) : chunk;
      const bodyAt = this.#received.indexOf('\r\n\r\n') + 4;
      if (bodyAt < 4) return;
      const length = /content-length: (\d+)/i.exec(this.#received.toString('latin1', 0, bodyAt))?.[1];
      if (length === undefined) return this.#answered?.reject(new Error('an answer without a length'));
      this.#missing = bodyAt + Number(length) - this.#received.length;
    } else this.#missing -= chunk.length;
    if (this.#missing > 0) return;
    const status = Number(this.#received.toString('latin1', 9, 12));
    this.#received = Buffer.alloc(0);
    this.#missing = undefined;
    this.#answered?.resolve(status);
  }
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
