import type { Qos } from './packets.ts';

/** What one server tells another about messages on their way; many of them make a batch. */
export type LiveFrame =
  | LiveMessage
  /** The inboxes of persistent sessions that have subscribed to the topic have something. */
  | { readonly kind: 'look'; readonly applicationId: string; readonly topic: string }
  /** Asks to be told when everything that was announced before has been taken in there. */
  | { readonly kind: 'catchUp'; readonly asked: Asker }
  /** How many clients have heard a message of which `question` was asked; none: what was asked is done. */
  | { readonly kind: 'heard'; readonly question: number; readonly count: number };

/** A message for clients of the other server. */
export interface LiveMessage {
  readonly kind: 'message';
  readonly applicationId: string;
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: Qos;
  /** As `look`, besides. */
  readonly looks: boolean;
  /** Who wants to be told how many clients have heard it. */
  readonly asked?: Asker;
}

/** A server that waits for a reply. */
export interface Asker {
  readonly node: string;
  readonly question: number;
}

/** The first byte of a batch. A server that does not know it leaves the batch alone. */
const version = 1;
const kinds = { message: 1, look: 2, heard: 3, catchUp: 4 } as const;
const flags = { qos: 3, looks: 4, asked: 8 } as const;
/** Of a frame of a message, but for what is in it. */
const headBytes = 64;

/** The start of a batch, to be followed by frames. */
export const batchStart = Buffer.from([version]);

/** One frame of a batch. */
export function encodeFrame(frame: LiveFrame): Buffer {
  if (frame.kind === 'heard') {
    const bytes = Buffer.alloc(9);
    bytes.writeUInt8(kinds.heard);
    bytes.writeUInt32BE(frame.question, 1);
    bytes.writeUInt32BE(frame.count, 5);
    return bytes;
  }
  const { kind } = frame;
  const payload = kind === 'message' ? frame.payload : undefined;
  const asked = kind === 'look' ? undefined : frame.asked;
  const names = kind === 'catchUp' ? [] : [frame.applicationId, frame.topic];
  const texts = [...names, asked?.node ?? ''].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const bytes = Buffer.allocUnsafe(headBytes + texts + (payload?.length ?? 0));
  let at = bytes.writeUInt8(kinds[kind]);
  const writeText = (text: string): void => {
    const length = bytes.write(text, at + 2);
    bytes.writeUInt16BE(length, at);
    at += 2 + length;
  };
  const writeAsker = ({ node, question }: Asker): void => {
    writeText(node);
    at = bytes.writeUInt32BE(question, at);
  };
  for (const name of names) writeText(name);
  if (kind === 'catchUp') writeAsker(frame.asked);
  if (kind !== 'message') return bytes.subarray(0, at);
  at = bytes.writeUInt8(frame.qos | (frame.looks ? flags.looks : 0) | (asked ? flags.asked : 0), at);
  if (asked) writeAsker(asked);
  at = bytes.writeUInt32BE(frame.payload.length, at);
  at += frame.payload.copy(bytes, at);
  return bytes.subarray(0, at);
}

/**
 * The frames of a batch, in order; payloads share its memory.
 *
 * @throws RangeError when it is none of this version, from where on it is not understood
 */
export function* decodeBatch(batch: Buffer): Generator<LiveFrame> {
  let at = 0;
  const take = (length: number): number => {
    const start = at;
    at += length;
    if (at > batch.length) throw new RangeError('a batch of messages ends too early');
    return start;
  };
  const readText = (): string => {
    const length = batch.readUInt16BE(take(2));
    const start = take(length);
    return batch.toString('utf8', start, at);
  };
  const readAsker = (): Asker => ({ node: readText(), question: batch.readUInt32BE(take(4)) });
  if (batch.readUInt8(take(1)) !== version) throw new RangeError('a batch of messages is of another version');
  while (at < batch.length) {
    const kind = batch.readUInt8(take(1));
    if (kind === kinds.heard) {
      yield { kind: 'heard', question: batch.readUInt32BE(take(4)), count: batch.readUInt32BE(take(4)) };
      continue;
    }
    if (kind === kinds.catchUp) {
      yield { kind: 'catchUp', asked: readAsker() };
      continue;
    }
    if (kind !== kinds.message && kind !== kinds.look) throw new RangeError(`there are no messages of kind ${kind}`);
    const applicationId = readText();
    const topic = readText();
    if (kind === kinds.look) {
      yield { kind: 'look', applicationId, topic };
      continue;
    }
    const flag = batch.readUInt8(take(1));
    const asked = flag & flags.asked ? readAsker() : undefined;
    const start = take(batch.readUInt32BE(take(4)));
    yield {
      kind: 'message',
      applicationId,
      topic,
      payload: batch.subarray(start, at),
      qos: Math.min(flag & flags.qos, 2) as Qos,
      looks: (flag & flags.looks) !== 0,
      ...(asked ? { asked } : {}),
    };
  }
}
