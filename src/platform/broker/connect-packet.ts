import { isTopicNameSyntax } from '../../kernel/topic-filter.ts';
import { FieldReader, type Frame, ProtocolError, packetType, type Qos } from './packets.ts';

export interface Will {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: Qos;
  readonly retain: boolean;
}

export interface ConnectPacket {
  readonly clientId: string;
  readonly clean: boolean;
  /** Seconds; 0: none. */
  readonly keepAlive: number;
  readonly will?: Will;
  readonly username?: string;
  readonly password?: Buffer;
}

/** The protocol version is one that we do not offer; the client is told so [MQTT-3.1.2-2]. */
export class VersionError extends Error {
  override name = 'VersionError';
  /** Who it said it was, when that much could be read. */
  readonly clientId: string | undefined;

  constructor(level: number, clientId: string | undefined) {
    super(`MQTT protocol version ${level} is not offered`);
    this.clientId = clientId;
  }
}

/** Bridges of mosquitto set it in the protocol level, to ask a mosquitto not to send their own messages back. */
const bridgeBit = 0x80;

/** The version of each protocol name: 3.1.1, and 3.1, whose packets are the same as far as we use them. */
const levels: Readonly<Record<string, number>> = { MQTT: 4, MQIsdp: 3 };

/**
 * Reads a CONNECT, strictly.
 *
 * @throws VersionError for MQTT 5 and other versions that are not offered
 * @throws ProtocolError when the packet is none [MQTT-3.1.4-1]
 */
export function decodeConnect({ type, flags: headerFlags, body }: Frame): ConnectPacket {
  if (type !== packetType.connect) throw new ProtocolError('the first packet is not CONNECT [MQTT-3.1.0-1]');
  if (headerFlags !== 0) throw new ProtocolError('reserved flags in CONNECT [MQTT-2.2.2-2]');
  const reader = new FieldReader(body);
  const level = levels[reader.text()];
  if (level === undefined) throw new ProtocolError('the protocol name is unknown [MQTT-3.1.2-1]');
  const asked = reader.byte();
  // A bridge is served as any client.
  if ((asked & ~bridgeBit) !== level)
    throw new VersionError(asked, asked === 5 ? readClientIdOfVersion5(reader) : undefined);
  const flags = readFlags(reader.byte());
  const keepAlive = reader.word();
  const clientId = reader.text();
  const will = flags.will && {
    topic: reader.text(),
    payload: Buffer.from(reader.bytes()),
    qos: flags.will.qos,
    retain: flags.will.retain,
  };
  if (will && !isTopicNameSyntax(will.topic)) throw new ProtocolError('the will topic is empty or has wildcards');
  const username = flags.username ? reader.text() : undefined;
  const password = flags.password ? Buffer.from(reader.bytes()) : undefined;
  reader.end();
  return {
    clientId,
    clean: flags.clean,
    keepAlive,
    ...(will ? { will } : {}),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  };
}

/** For the log: MQTT 5 has properties before the client id (MQTT 5.0, 3.1.2.11). */
function readClientIdOfVersion5(reader: FieldReader): string | undefined {
  try {
    reader.byte();
    reader.word();
    // Properties of more than 127 bytes are not worth the trouble.
    const properties = reader.byte();
    if (properties > 127) return undefined;
    for (let index = 0; index < properties; index += 1) reader.byte();
    return reader.text();
  } catch {
    return undefined;
  }
}

function readFlags(byte: number): {
  username: boolean;
  password: boolean;
  will: { qos: Qos; retain: boolean } | undefined;
  clean: boolean;
} {
  if ((byte & 1) !== 0) throw new ProtocolError('the reserved connect flag is set [MQTT-3.1.2-3]');
  const hasWill = (byte & 4) !== 0;
  const qos = ((byte >> 3) & 3) as Qos | 3;
  const retain = (byte & 32) !== 0;
  if (qos === 3) throw new ProtocolError('a will at QoS 3 [MQTT-3.1.2-14]');
  if (!hasWill && (qos > 0 || retain)) throw new ProtocolError('will flags without a will [MQTT-3.1.2-13]');
  const username = (byte & 128) !== 0;
  const password = (byte & 64) !== 0;
  if (password && !username) throw new ProtocolError('a password without a user name [MQTT-3.1.2-22]');
  return { username, password, will: hasWill ? { qos, retain } : undefined, clean: (byte & 2) !== 0 };
}
