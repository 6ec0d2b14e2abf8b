import { Duplex } from 'node:stream';
import { frameHeader, opcode, WebSocketError, WebSocketFrameReader } from './websocket-frames.ts';

/** What is left to be sent when a connection is closed is not waited for longer. */
const farewellMs = 1000;
/** A client that does not read gets no more answers to its pings than this leaves waiting (RFC 6455, 5.5.3). */
const maxWaitingPongBytes = 64 * 1024;

/**
 * The bytes that travel in the binary frames of a WebSocket whose handshake is done, as one stream in both directions.
 * It stands here rather than a library's because those put a message together before they hand it out, and so need a
 * limit for messages, which MQTT does not have: packets are what is limited. Reading is held back, like that of a socket,
 * by whoever reads the stream; nothing gathers here.
 */
export class WebSocketStream extends Duplex {
  readonly #socket: Duplex;
  readonly #frames = new WebSocketFrameReader();
  #closeSent = false;
  #ended = false;

  /** @param head what came behind the handshake */
  constructor(socket: Duplex, head: Buffer) {
    super();
    this.#socket = socket;
    socket.on('data', this.#receive);
    socket.on('end', this.#end);
    socket.on('error', () => this.destroy());
    socket.on('close', () => this.destroy());
    if (head.length > 0) socket.unshift(head);
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this._writev([{ chunk }], done);
  }

  /** One frame for each chunk, all handed to the socket together. */
  override _writev(chunks: readonly { readonly chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#socket.cork();
    for (const [index, { chunk }] of chunks.entries()) {
      this.#socket.write(frameHeader(opcode.binary, chunk.length));
      if (index < chunks.length - 1) this.#socket.write(chunk);
      else this.#socket.write(chunk, done);
    }
    this.#socket.uncork();
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#sendClose(1000);
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    const socket = this.#socket;
    socket.removeListener('data', this.#receive);
    this.#sendClose(1000);
    if (!socket.destroyed) {
      // The socket is read on to nowhere: unread bytes would make the system reset the connection before the close frame.
      socket.resume();
      socket.end(() => socket.destroy());
      setTimeout(() => socket.destroy(), farewellMs).unref();
    }
    done(error);
  }

  readonly #receive = (chunk: Buffer): void => {
    try {
      const { data, controls } = this.#frames.read(chunk);
      if (data.length > 0 && !this.#ended && !this.push(data)) this.#socket.pause();
      for (const control of controls) this.#handle(control);
    } catch (error) {
      if (!(error instanceof WebSocketError)) throw error;
      this.#sendClose(error.code);
      this.destroy();
    }
  };

  #handle({ opcode: type, payload }: { readonly opcode: number; readonly payload: Buffer }): void {
    if (type === opcode.close) {
      // RFC 6455, 5.5.1: the code comes back.
      const code = payload.length >= 2 ? payload.readUInt16BE(0) : 1000;
      this.#sendClose(isCloseCode(code) ? code : 1002);
      this.#end();
    } else if (type === opcode.ping && !this.#closeSent && this.#socket.writableLength < maxWaitingPongBytes) {
      this.#socket.write(Buffer.concat([frameHeader(opcode.pong, payload.length), payload]));
    }
  }

  readonly #end = (): void => {
    if (this.#ended) return;
    this.#ended = true;
    this.push(null);
  };

  #sendClose(code: number): void {
    if (this.#closeSent || !this.#socket.writable) return;
    this.#closeSent = true;
    this.#socket.write(Buffer.concat([frameHeader(opcode.close, 2), Buffer.from([code >> 8, code & 0xff])]));
  }
}

/** Codes that may stand in a close frame (RFC 6455, 7.4). */
function isCloseCode(code: number): boolean {
  return (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code <= 4999);
}
