import type { Duplex } from 'node:stream';
import { parser as createParser, type IConnectPacket, type Packet } from 'mqtt-packet';

/** The longest CONNECT we can mean: client id, user name, password and a will with its payload. */
const maxConnectBytes = 64 * 1024;

/** Why no CONNECT could be read. With a code, the client is told so before it is disconnected. */
export class ConnectFailure extends Error {
  readonly returnCode: 1 | undefined;
  /** Who it said it was, when that much could be read. */
  readonly clientId: string | undefined;

  constructor(message: string, returnCode?: 1, clientId?: string) {
    super(message);
    this.returnCode = returnCode;
    this.clientId = clientId;
  }
}

/**
 * Reads a stream up to the end of its CONNECT and puts all bytes back, so that whoever takes the stream over reads it
 * from the start. The stream is left paused.
 *
 * @throws ConnectFailure when the first packet is no CONNECT [MQTT-3.1.0-1], too long or too late, or the protocol
 *   version is not offered [MQTT-3.1.2-2]
 */
export function readConnect(stream: Duplex, timeoutMs: number): Promise<IConnectPacket> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    // Held outside so that the parser's callbacks, which run while it parses, only take note.
    let outcome: Packet | Error | undefined;
    const parser = createParser();
    parser.on('packet', (packet: Packet) => {
      outcome ??= packet;
    });
    parser.on('error', (error: Error) => {
      outcome ??= error;
    });

    const finish = (result: ConnectFailure | IConnectPacket): void => {
      clearTimeout(timer);
      stream.removeListener('readable', read);
      stream.removeListener('error', onError);
      stream.removeListener('close', onClose);
      if (result instanceof ConnectFailure) return reject(result);
      stream.unshift(Buffer.concat(chunks));
      resolve(result);
    };
    const onError = (): void => finish(new ConnectFailure('the connection failed before CONNECT'));
    const onClose = (): void => finish(new ConnectFailure('the connection was closed before CONNECT'));
    const timer = setTimeout(() => finish(new ConnectFailure('CONNECT did not arrive in time')), timeoutMs);
    const read = (): void => {
      for (let chunk = stream.read() as Buffer | null; chunk; chunk = stream.read() as Buffer | null) {
        chunks.push(chunk);
        bytes += chunk.length;
        const first = chunks[0]?.[0] ?? 0;
        if (first !== connectHeader) return finish(new ConnectFailure('the first packet is not CONNECT'));
        parser.parse(chunk);
        if (outcome instanceof Error) {
          const version = /protocol version/i.test(outcome.message) ? 1 : undefined;
          return finish(new ConnectFailure(outcome.message, version));
        }
        if (outcome) return finish(judge(outcome));
        if (bytes > maxConnectBytes) return finish(new ConnectFailure('CONNECT is too long'));
      }
    };
    stream.on('error', onError);
    stream.on('close', onClose);
    stream.on('readable', read);
    read();
  });
}

/** Type 1, flags 0: anything else at the start is not CONNECT [MQTT-2.2.2-1]. */
const connectHeader = 0x10;

function judge(packet: Packet): ConnectFailure | IConnectPacket {
  if (packet.cmd !== 'connect') return new ConnectFailure('the first packet is not CONNECT');
  if (packet.protocolVersion !== 4 && packet.protocolVersion !== 3) {
    return new ConnectFailure(`MQTT protocol version ${packet.protocolVersion} is not offered`, 1, packet.clientId);
  }
  return packet;
}
