import type { Duplex } from 'node:stream';
import { type ConnectPacket, decodeConnect, VersionError } from './connect-packet.ts';
import { FrameReader } from './frame-reader.ts';
import { packetType } from './packets.ts';

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

/** A CONNECT, and the reader with all that came behind it. */
export interface Opening {
  readonly connect: ConnectPacket;
  readonly reader: FrameReader;
}

/**
 * Reads a stream up to the end of its CONNECT. The stream is left paused; what follows is in the reader that is returned.
 *
 * @throws ConnectFailure when the first packet is no CONNECT [MQTT-3.1.0-1], too long or too late, or the protocol
 *   version is not offered [MQTT-3.1.2-2]
 */
export function readConnect(stream: Duplex, timeoutMs: number): Promise<Opening> {
  return new Promise((resolve, reject) => {
    const reader = new FrameReader();
    let late: NodeJS.Immediate | undefined;
    const finish = (result: ConnectFailure | Opening): void => {
      clearTimeout(timer);
      clearImmediate(late);
      stream.removeListener('data', onData);
      stream.removeListener('error', onError);
      stream.removeListener('close', onClose);
      stream.removeListener('end', onClose);
      stream.pause();
      if (result instanceof ConnectFailure) reject(result);
      else resolve(result);
    };
    const onError = (): void => finish(new ConnectFailure('the connection failed before CONNECT'));
    const onClose = (): void => finish(new ConnectFailure('the connection was closed before CONNECT'));
    // What has come while the process was busy is read first: when ten thousand come at once, it is the server that is late.
    const timer = setTimeout(() => {
      late = setImmediate(() => finish(new ConnectFailure('CONNECT did not arrive in time')));
    }, timeoutMs);
    let isFirst = true;
    const onData = (chunk: Buffer): void => {
      // Whoever does not speak MQTT is shown out at the first byte.
      if (isFirst && (chunk[0] as number) >> 4 !== packetType.connect) {
        return finish(new ConnectFailure('the first packet is not CONNECT'));
      }
      isFirst = false;
      reader.push(chunk);
      try {
        const frame = reader.next();
        if (frame) finish({ connect: decodeConnect(frame), reader });
      } catch (error) {
        const { message } = error as Error;
        finish(
          error instanceof VersionError ? new ConnectFailure(message, 1, error.clientId) : new ConnectFailure(message),
        );
      }
    };
    stream.on('error', onError);
    stream.on('close', onClose);
    stream.on('end', onClose);
    stream.on('data', onData);
  });
}
