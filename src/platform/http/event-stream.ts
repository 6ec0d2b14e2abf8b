import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { OpenStreams } from './open-streams.ts';

/**
 * How much may wait for one reader, in bytes. Four of the largest messages: enough to ride out a short stall, small
 * enough that ten thousand stalled readers cannot take the machine down in one go.
 */
const maxBufferedBytes = 1024 * 1024;

const endGraceMs = 2_000;

export interface StreamEvent {
  readonly event: string;
  readonly data: unknown;
  readonly id?: string;
}

/**
 * One open Server-Sent Events answer. A reader that does not keep up loses events, never memory: what does not fit is
 * dropped and announced by one `gap` event as soon as there is room again (semantics.md, "mqttSubscriptionStream").
 */
export class EventStream {
  readonly #response: ServerResponse;
  readonly #keepAlive: NodeJS.Timeout;
  readonly #onEnd = new Set<() => void>();
  readonly #open: OpenStreams;
  /** What of the common memory this stream's buffer has been counted for. */
  #buffered = 0;
  #dropped = 0;
  #ended = false;

  private constructor(response: ServerResponse, open: OpenStreams, keepAliveMs: number) {
    this.#response = response;
    this.#open = open;
    this.#keepAlive = setInterval(() => this.#comment(), keepAliveMs);
    response.once('close', () => this.end());
    response.on('drain', () => {
      this.#count();
      this.#announceGap();
    });
  }

  /**
   * Sends the headers at once, so that a client knows the stream is open before the first event.
   *
   * @param options.of by whom, and of which application, it is; left out: as the guard has it
   * @throws AppError Throttled when the token, the application or the server has as many streams open as it may
   */
  static open(
    reply: FastifyReply,
    options: { keepAliveMs: number; of?: { token: string | undefined; application: string | undefined } },
  ): EventStream {
    const { openStreams } = reply.server;
    const { principal, application } = reply.request;
    const leave = openStreams.admit(
      options.of ?? { token: principal?.tokenId, application: application?.applicationId },
    );
    const headers = reply.getHeaders();
    reply.hijack();
    reply.raw.writeHead(200, {
      ...(headers as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-request-id': reply.request.id,
      // Buffering proxies would hold events back.
      'x-accel-buffering': 'no',
    });
    reply.raw.socket?.setNoDelay(true);
    // A stream has no end of its own; the request timeout must not cut it.
    reply.raw.setTimeout(0);
    const stream = new EventStream(reply.raw, openStreams, options.keepAliveMs);
    openStreams.add(stream);
    stream.onEnd(() => {
      openStreams.delete(stream);
      leave();
    });
    stream.#comment();
    return stream;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Queues one event, or drops it when the reader is too far behind. */
  send(event: StreamEvent): void {
    this.sendText(formatEvent(event));
  }

  /** As `send`, for text that was formatted once for many readers. */
  sendText(text: string): void {
    if (this.#ended) return;
    const length = this.#response.writableLength + text.length;
    if (this.#dropped > 0 || length > maxBufferedBytes || !this.#open.hasRoom(length, text.length)) {
      this.#dropped += 1;
      if (!this.#response.writableNeedDrain) this.#announceGap();
      return;
    }
    this.#response.write(text);
    this.#count();
  }

  /** Calls back once when the stream has ended, whoever ended it; at once when it already has. */
  onEnd(listener: () => void): void {
    if (this.#ended) listener();
    else this.#onEnd.add(listener);
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearInterval(this.#keepAlive);
    this.#open.buffered -= this.#buffered;
    this.#buffered = 0;
    this.#response.end();
    // A reader that has stalled would keep its buffer, and the server from closing, for as long as it liked.
    setTimeout(() => this.#response.destroy(), endGraceMs).unref();
    for (const listener of this.#onEnd) listener();
    this.#onEnd.clear();
  }

  /** Brings what is counted of the buffer up to date. */
  #count(): void {
    if (this.#ended) return;
    const now = this.#response.writableLength;
    this.#open.buffered += now - this.#buffered;
    this.#buffered = now;
  }

  #announceGap(): void {
    if (this.#dropped === 0 || this.#ended) return;
    const dropped = this.#dropped;
    this.#dropped = 0;
    this.#response.write(formatEvent({ event: 'gap', data: { reason: 'slow reader', dropped } }));
  }

  #comment(): void {
    // A stalled reader needs no more signs of life in its buffer.
    if (!this.#response.writableNeedDrain) this.#response.write(':\n\n');
  }
}

/** An event as it is written to a stream, for what is formatted once and sent to many readers (`sendText`). */
export function formatEvent(event: StreamEvent): string {
  const id = event.id === undefined ? '' : `id: ${event.id}\n`;
  return `${id}event: ${event.event}\ndata: ${JSON.stringify(event.data)}\n\n`;
}
