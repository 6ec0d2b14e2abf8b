import type { Duplex } from 'node:stream';
import type { FrameReader } from './frame-reader.ts';
import { type ClientPacket, decodePacket, ProtocolError } from './packets.ts';

/** Bytes that may wait for a subscriber's socket before messages of QoS 1 and 2 are held back, where they can be. */
const fullBytes = 1024 * 1024;
/** And before those of QoS 0 are left out, which nothing else could hold. */
const overfullBytes = 4 * 1024 * 1024;
/** How long a client may leave its socket full before it is disconnected. */
const drainTimeoutMs = 60_000;
/** How long a publisher waits for a subscriber that is behind; once it has waited, it does not until that one has caught up. */
const drainWaitMs = 100;
/** What is left to be sent when the server ends a connection is not waited for longer. */
const farewellMs = 1000;
/** Up to here, copying packets into one buffer is cheaper than handing them to the socket as a list. */
const joinedBytes = 16 * 1024;

export interface LinkHandlers {
  /** Handles one packet. Reading waits for what it answers. */
  packet(packet: ClientPacket): Promise<void> | undefined;
  /** There is room for more after there was none. */
  drained(): void;
  /** Called once, whoever has ended the connection. */
  ended(reason: string): void;
}

/**
 * One network connection after its CONNECT: packets in, bytes out, keep alive, and the bounds of both directions. Knows
 * nothing of sessions.
 */
export class Link {
  readonly #stream: Duplex;
  readonly #reader: FrameReader;
  #handlers: LinkHandlers | undefined;
  #holds = 0;
  #processing = false;
  #ended = false;
  /** What this turn of the event loop sends. */
  #outgoing: Buffer[] = [];
  #outgoingBytes = 0;
  #needsDrain = false;
  #drainTimer: NodeJS.Timeout | undefined;
  #waitForDrain: { promise: Promise<void>; finish: () => void } | undefined;
  #hasBeenWaitedFor = false;
  #keepAliveTimer: NodeJS.Timeout | undefined;
  #lastPacketAt = 0;

  constructor(options: { stream: Duplex; reader: FrameReader }) {
    this.#stream = options.stream;
    this.#reader = options.reader;
    this.#stream.on('data', this.#onData);
    this.#stream.on('drain', this.#onDrain);
    this.#stream.once('end', this.#onLost);
    this.#stream.once('close', this.#onLost);
    this.#stream.on('error', this.#onLost);
    // Nothing is read before `start`.
    this.#stream.pause();
  }

  get hasEnded(): boolean {
    return this.#ended;
  }

  /** Tells when the connection ends; from `start` on, also what comes. */
  listen(handlers: LinkHandlers): void {
    this.#handlers = handlers;
  }

  /** Begins to read. `keepAlive` in seconds, 0 for none. */
  start(keepAlive: number): void {
    this.#lastPacketAt = performance.now();
    if (keepAlive > 0) {
      // [MQTT-3.1.2-24]
      const limitMs = keepAlive * 1500;
      const check = (): void => {
        const leftMs = this.#lastPacketAt + limitMs - performance.now();
        // While we do not read, silence is not the client's.
        if (leftMs <= 0 && this.#holds === 0) return this.end('keep alive timeout');
        this.#keepAliveTimer = setTimeout(check, Math.max(leftMs, 0) + 1 + (this.#holds > 0 ? limitMs : 0));
      };
      this.#keepAliveTimer = setTimeout(check, limitMs + 1);
    }
    this.#process();
    this.#readOn();
  }

  /** Sends bytes; what is sent in one turn of the event loop goes out together. */
  send(...chunks: readonly Buffer[]): void {
    if (this.#ended) return;
    if (this.#outgoing.length === 0) process.nextTick(this.#flush);
    for (const chunk of chunks) {
      this.#outgoing.push(chunk);
      this.#outgoingBytes += chunk.length;
    }
  }

  /** Whether messages of QoS 1 and 2 should wait. */
  get isFull(): boolean {
    return this.#waitingBytes >= fullBytes;
  }

  /** Whether there is no room for messages of QoS 0 either. */
  get isOverfull(): boolean {
    return this.#waitingBytes >= overfullBytes;
  }

  get #waitingBytes(): number {
    return this.#outgoingBytes + this.#stream.writableLength;
  }

  /** Resolves when the client has caught up, or has been waited for long enough; undefined when there is no need to. */
  waitForDrain(): Promise<void> | undefined {
    if (!this.#needsDrain || this.#hasBeenWaitedFor || this.#ended) return undefined;
    if (!this.#waitForDrain) {
      let finish = (): void => undefined;
      const promise = new Promise<void>((resolve) => {
        const timer = setTimeout(() => {
          this.#hasBeenWaitedFor = true;
          finish();
        }, drainWaitMs);
        finish = () => {
          clearTimeout(timer);
          this.#waitForDrain = undefined;
          resolve();
        };
      });
      this.#waitForDrain = { promise, finish };
    }
    return this.#waitForDrain.promise;
  }

  /** Stops reading until as many `release` have been called. */
  hold(): void {
    this.#holds += 1;
    if (this.#holds === 1) this.#stream.pause();
  }

  release(): void {
    this.#holds -= 1;
    if (this.#holds > 0) return;
    this.#process();
    this.#readOn();
  }

  /** Ends the connection; what has been sent so far still goes out. */
  end(reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#keepAliveTimer);
    clearTimeout(this.#drainTimer);
    this.#waitForDrain?.finish();
    const stream = this.#stream;
    stream.removeListener('data', this.#onData);
    stream.removeListener('drain', this.#onDrain);
    const isIdle = this.#waitingBytes === 0;
    this.#write();
    if (stream.destroyed || isIdle) stream.destroy();
    else {
      stream.resume();
      stream.end(() => stream.destroy());
      setTimeout(() => stream.destroy(), farewellMs).unref();
    }
    this.#handlers?.ended(reason);
  }

  readonly #flush = (): void => {
    if (this.#ended || this.#write() || this.#needsDrain) return;
    this.#needsDrain = true;
    this.#drainTimer = setTimeout(() => this.end('the client does not read what it is sent'), drainTimeoutMs);
  };

  /** Gives what is to be sent to the socket; returns whether there is room for more. */
  #write(): boolean {
    const chunks = this.#outgoing;
    const bytes = this.#outgoingBytes;
    const [first] = chunks;
    if (!first) return true;
    this.#outgoing = [];
    this.#outgoingBytes = 0;
    if (bytes <= joinedBytes) return this.#stream.write(chunks.length > 1 ? Buffer.concat(chunks, bytes) : first);
    this.#stream.cork();
    let hasRoom = true;
    for (const chunk of chunks) hasRoom = this.#stream.write(chunk);
    this.#stream.uncork();
    return hasRoom;
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#reader.push(chunk);
    this.#process();
  };

  readonly #onLost = (): void => this.end('connection lost');

  readonly #onDrain = (): void => {
    this.#needsDrain = false;
    this.#hasBeenWaitedFor = false;
    clearTimeout(this.#drainTimer);
    this.#waitForDrain?.finish();
    this.#handlers?.drained();
  };

  #process(): void {
    // A handler may release what it held before it returns.
    if (this.#processing) return;
    this.#processing = true;
    try {
      while (!this.#ended && this.#holds === 0) {
        const frame = this.#reader.next();
        if (!frame) break;
        this.#lastPacketAt = performance.now();
        const busy = this.#handlers?.packet(decodePacket(frame));
        if (busy) {
          this.hold();
          void busy.then(
            () => this.release(),
            (error: unknown) => this.end(`internal error: ${(error as Error).message}`),
          );
        }
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.end(`protocol error: ${error.message}`);
    } finally {
      this.#processing = false;
    }
  }

  /** Reads the stream again after it was paused. */
  #readOn(): void {
    if (this.#ended || this.#holds > 0) return;
    // The other side may have closed while its CONNECT was decided about, when nobody listened to the stream.
    if (this.#stream.readableEnded || this.#stream.destroyed) this.end('connection lost');
    else this.#stream.resume();
  }
}
