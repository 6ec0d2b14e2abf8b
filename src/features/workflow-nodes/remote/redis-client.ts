import type { Socket } from 'node:net';
import { RedisError, RedisReplies } from './redis-replies.ts';

/**
 * Commands for Redis over a connection that is there already. Written here because the clients that there are open their own
 * connections, and take replies of any length.
 */
export class RedisClient {
  readonly #socket: Socket;
  readonly #waiting: { resolve: (reply: unknown) => void; reject: (error: Error) => void }[] = [];

  constructor(socket: Socket) {
    this.#socket = socket;
    const replies = new RedisReplies((reply) => this.#settle(reply));
    socket.on('data', (chunk: Buffer) => {
      try {
        replies.take(chunk);
      } catch (error) {
        socket.destroy(error as Error);
      }
    });
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the connection was closed')));
  }

  /** Sends a command. Resolves with its reply: text, number, null or a list. @throws RedisError when Redis refuses it */
  send(words: readonly string[]): Promise<unknown> {
    const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#socket.write(`*${words.length}\r\n${parts.join('')}`);
    });
  }

  #settle(reply: unknown): void {
    const waiting = this.#waiting.shift();
    if (reply instanceof RedisError) waiting?.reject(reply);
    else waiting?.resolve(reply);
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}
