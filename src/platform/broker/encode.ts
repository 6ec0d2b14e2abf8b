import { packetType, type Qos } from './packets.ts';

/** Below this, one buffer is cheaper to write than two. */
const copyBytes = 2048;

export const pingresp = Buffer.from([packetType.pingresp << 4, 0]);

/** CONNACK; a refusal never has a session [MQTT-3.2.2-4]. */
export function encodeConnack(returnCode: number, sessionPresent = false): Buffer {
  return Buffer.from([packetType.connack << 4, 2, sessionPresent ? 1 : 0, returnCode]);
}

/** PUBACK, PUBREC, PUBREL or PUBCOMP. */
export function encodeAcknowledgement(type: 'puback' | 'pubrec' | 'pubrel' | 'pubcomp', packetId: number): Buffer {
  // Only PUBREL has a flag [MQTT-3.6.1-1].
  const first = (packetType[type] << 4) | (type === 'pubrel' ? 2 : 0);
  return Buffer.from([first, 2, packetId >> 8, packetId & 255]);
}

export function encodeSuback(packetId: number, returnCodes: readonly number[]): Buffer {
  const length = encodeLength(2 + returnCodes.length);
  return Buffer.from([packetType.suback << 4, ...length, packetId >> 8, packetId & 255, ...returnCodes]);
}

export function encodeUnsuback(packetId: number): Buffer {
  return Buffer.from([packetType.unsuback << 4, 2, packetId >> 8, packetId & 255]);
}

/** PUBLISH in one or two pieces; the second is the payload itself, shared by all who get it. */
export function encodePublish(options: {
  topic: string;
  payload: Buffer;
  qos: Qos;
  packetId: number;
  retain: boolean;
  dup: boolean;
}): Buffer[] {
  const { topic, payload, qos, packetId, retain, dup } = options;
  const topicBytes = Buffer.byteLength(topic);
  const idBytes = qos > 0 ? 2 : 0;
  const length = encodeLength(2 + topicBytes + idBytes + payload.length);
  const headBytes = 1 + length.length + 2 + topicBytes + idBytes;
  const copies = payload.length <= copyBytes;
  const head = Buffer.allocUnsafe(headBytes + (copies ? payload.length : 0));
  let at = 0;
  head[at++] = (packetType.publish << 4) | (dup ? 8 : 0) | (qos << 1) | (retain ? 1 : 0);
  for (const byte of length) head[at++] = byte;
  at = head.writeUInt16BE(topicBytes, at);
  at += head.write(topic, at, 'utf8');
  if (qos > 0) at = head.writeUInt16BE(packetId, at);
  if (!copies) return [head, payload];
  payload.copy(head, at);
  return [head];
}

/** The remaining length: seven bits a byte, the least significant first (MQTT 3.1.1, 2.2.3). */
function encodeLength(length: number): number[] {
  const bytes: number[] = [];
  let rest = length;
  do {
    bytes.push((rest & 127) | (rest > 127 ? 128 : 0));
    rest >>= 7;
  } while (rest > 0);
  return bytes;
}
