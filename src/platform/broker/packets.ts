import { isUtf8 } from 'node:buffer';
import { isTopicFilterSyntax, isTopicNameSyntax } from '../../kernel/topic-filter.ts';

/** A client broke the protocol: its connection ends, and nothing else does [MQTT-4.8.0-1]. */
export class ProtocolError extends Error {
  override name = 'ProtocolError';
}

export type Qos = 0 | 1 | 2;

/** A control packet as it arrived: type and flags of its first byte, and what follows the remaining length. */
export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly body: Buffer;
}

export interface PublishRequest {
  readonly type: 'publish';
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: Qos;
  readonly retain: boolean;
  /** 0 at QoS 0. */
  readonly packetId: number;
}

export interface SubscribeRequest {
  readonly type: 'subscribe';
  readonly packetId: number;
  readonly subscriptions: readonly { readonly filter: string; readonly qos: Qos }[];
}

/** What a connected client may send. */
export type ClientPacket =
  | PublishRequest
  | SubscribeRequest
  | { readonly type: 'puback' | 'pubrec' | 'pubrel' | 'pubcomp'; readonly packetId: number }
  | { readonly type: 'unsubscribe'; readonly packetId: number; readonly filters: readonly string[] }
  | { readonly type: 'pingreq' | 'disconnect' };

/** Control packet types (MQTT 3.1.1, table 2.1). */
export const packetType = {
  connect: 1,
  connack: 2,
  publish: 3,
  puback: 4,
  pubrec: 5,
  pubrel: 6,
  pubcomp: 7,
  subscribe: 8,
  suback: 9,
  unsubscribe: 10,
  unsuback: 11,
  pingreq: 12,
  pingresp: 13,
  disconnect: 14,
} as const;

/**
 * Reads a packet of a connected client, strictly.
 *
 * @throws ProtocolError for everything that MQTT 3.1.1 says a server must close the connection over
 */
export function decodePacket(frame: Frame): ClientPacket {
  switch (frame.type) {
    case packetType.publish:
      return decodePublish(frame);
    case packetType.puback:
      return decodeAcknowledgement('puback', frame, 0);
    case packetType.pubrec:
      return decodeAcknowledgement('pubrec', frame, 0);
    case packetType.pubrel:
      return decodeAcknowledgement('pubrel', frame, 2);
    case packetType.pubcomp:
      return decodeAcknowledgement('pubcomp', frame, 0);
    case packetType.subscribe:
      return decodeSubscribe(frame);
    case packetType.unsubscribe:
      return decodeUnsubscribe(frame);
    case packetType.pingreq:
      return decodeEmpty('pingreq', frame);
    case packetType.disconnect:
      return decodeEmpty('disconnect', frame);
    case packetType.connect:
      throw new ProtocolError('a second CONNECT [MQTT-3.1.0-2]');
    default:
      throw new ProtocolError(`packet type ${frame.type} is not for servers`);
  }
}

function decodePublish({ flags, body }: Frame): PublishRequest {
  const qos = ((flags >> 1) & 3) as Qos | 3;
  if (qos === 3) throw new ProtocolError('PUBLISH at QoS 3 [MQTT-3.3.1-4]');
  if (qos === 0 && (flags & 8) !== 0) throw new ProtocolError('DUP at QoS 0 [MQTT-3.3.1-2]');
  const reader = new FieldReader(body);
  const topic = reader.text();
  if (!isTopicNameSyntax(topic)) throw new ProtocolError('the topic name is empty or has wildcards [MQTT-3.3.2-2]');
  const packetId = qos === 0 ? 0 : reader.packetId();
  return { type: 'publish', topic, payload: reader.rest(), qos, retain: (flags & 1) !== 0, packetId };
}

function decodeAcknowledgement(
  type: 'puback' | 'pubrec' | 'pubrel' | 'pubcomp',
  frame: Frame,
  flags: number,
): ClientPacket {
  checkFlags(frame, flags);
  const reader = new FieldReader(frame.body);
  const packetId = reader.packetId();
  reader.end();
  return { type, packetId };
}

function decodeSubscribe(frame: Frame): SubscribeRequest {
  checkFlags(frame, 2);
  const reader = new FieldReader(frame.body);
  const packetId = reader.packetId();
  const subscriptions: { filter: string; qos: Qos }[] = [];
  do {
    const filter = readFilter(reader);
    const qos = reader.byte();
    if (qos > 2) throw new ProtocolError('the requested QoS is none [MQTT-3.8.3-4]');
    subscriptions.push({ filter, qos: qos as Qos });
  } while (!reader.atEnd);
  return { type: 'subscribe', packetId, subscriptions };
}

function decodeUnsubscribe(frame: Frame): ClientPacket {
  checkFlags(frame, 2);
  const reader = new FieldReader(frame.body);
  const packetId = reader.packetId();
  const filters: string[] = [];
  do filters.push(readFilter(reader));
  while (!reader.atEnd);
  return { type: 'unsubscribe', packetId, filters };
}

function decodeEmpty(type: 'pingreq' | 'disconnect', frame: Frame): ClientPacket {
  checkFlags(frame, 0);
  new FieldReader(frame.body).end();
  return { type };
}

function checkFlags({ type, flags }: Frame, expected: number): void {
  if (flags !== expected) throw new ProtocolError(`reserved flags in packet type ${type} [MQTT-2.2.2-2]`);
}

function readFilter(reader: FieldReader): string {
  const filter = reader.text();
  if (!isTopicFilterSyntax(filter)) throw new ProtocolError('the topic filter is not valid [MQTT-4.7.1-2]');
  return filter;
}

/** The fields of a packet, one after the other; whatever is missing is a protocol error. */
export class FieldReader {
  readonly #body: Buffer;
  #at = 0;

  constructor(body: Buffer) {
    this.#body = body;
  }

  get atEnd(): boolean {
    return this.#at === this.#body.length;
  }

  byte(): number {
    const value = this.#body[this.#at];
    if (value === undefined) throw new ProtocolError('the packet is too short');
    this.#at += 1;
    return value;
  }

  word(): number {
    return this.byte() * 256 + this.byte();
  }

  packetId(): number {
    const id = this.word();
    if (id === 0) throw new ProtocolError('packet id 0 [MQTT-2.3.1-1]');
    return id;
  }

  /** Bytes after a length of two bytes. */
  bytes(): Buffer {
    const length = this.word();
    const end = this.#at + length;
    if (end > this.#body.length) throw new ProtocolError('a field is longer than its packet');
    const bytes = this.#body.subarray(this.#at, end);
    this.#at = end;
    return bytes;
  }

  /** A string: well-formed UTF-8 without U+0000 [MQTT-1.5.3-1, MQTT-1.5.3-2]. A byte order mark stays [MQTT-1.5.3-3]. */
  text(): string {
    const bytes = this.bytes();
    if (!isUtf8(bytes) || bytes.includes(0)) throw new ProtocolError('a string is not well-formed [MQTT-1.5.3-1]');
    return bytes.toString('utf8');
  }

  rest(): Buffer {
    const rest = this.#body.subarray(this.#at);
    this.#at = this.#body.length;
    return rest;
  }

  end(): void {
    if (!this.atEnd) throw new ProtocolError('the packet is too long');
  }
}
