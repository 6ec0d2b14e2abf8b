import type { Qos } from './packets.ts';
import type { WillChange } from './will-statements.ts';

/** A message as it is kept. */
export interface StoredMessage {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: Qos;
}

/** One change of what is kept for sessions and topics. */
export type SessionChange =
  | { readonly kind: 'create'; readonly sessionId: string; readonly applicationId: string; readonly clientId: string }
  | { readonly kind: 'end'; readonly sessionId: string }
  | { readonly kind: 'subscribe'; readonly sessionId: string; readonly filter: string; readonly qos: Qos }
  | { readonly kind: 'unsubscribe'; readonly sessionId: string; readonly filter: string }
  | {
      readonly kind: 'enqueue';
      readonly sessionId: string;
      readonly sequence: number;
      readonly packetId: number;
      readonly topic: string;
      readonly payload: Buffer;
      readonly qos: Qos;
      readonly retain: boolean;
      /** Whether the client is there, and so will have been sent it by the time anybody reads this. */
      readonly sent: boolean;
      /** Where several servers share the database: since which CONNECT this one has the session. */
      readonly held?: Held;
    }
  /** Taken out of the inbox, because it has become a delivery or will not. */
  | { readonly kind: 'take'; readonly sessionId: string; readonly number: number }
  | Held
  | Post
  /** All up to this one have been sent. */
  | { readonly kind: 'sent'; readonly sessionId: string; readonly sequence: number }
  /** PUBREC has come: the message itself is no longer needed [MQTT-4.3.3-1]. */
  | { readonly kind: 'release'; readonly sessionId: string; readonly sequence: number }
  | { readonly kind: 'dequeue'; readonly sessionId: string; readonly sequence: number }
  | { readonly kind: 'receive'; readonly sessionId: string; readonly packetId: number }
  | { readonly kind: 'complete'; readonly sessionId: string; readonly packetId: number }
  | {
      readonly kind: 'retain';
      readonly applicationId: string;
      readonly topic: string;
      /** undefined: forget what is retained. */
      readonly message: { readonly payload: Buffer; readonly qos: Qos } | undefined;
    }
  | WillChange;

/**
 * Where several servers share the database: this one has the session since the client's CONNECT of that number. Given with
 * changes of the session, which are made while that is so or fail.
 */
export interface Held {
  readonly kind: 'held';
  readonly applicationId: string;
  readonly clientId: string;
  readonly sessionId: string;
  readonly generation: number;
}

/** A message for a session that this server does not have. */
export interface Post {
  readonly kind: 'post';
  readonly applicationId: string;
  readonly clientId: string;
  readonly sessionId: string;
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: Qos;
}

/** The columns of `mqtt_delivery` for messages on their way: session_id, sequence, packet_id, topic, payload, qos, retain, sent. */
export function deliveryColumns(changes: readonly Extract<SessionChange, { kind: 'enqueue' }>[]): unknown[][] {
  return [
    changes.map(({ sessionId }) => sessionId),
    changes.map(({ sequence }) => sequence),
    changes.map(({ packetId }) => packetId),
    changes.map(({ topic }) => topic),
    changes.map(({ payload }) => payload),
    changes.map(({ qos }) => qos),
    changes.map(({ retain }) => retain),
    changes.map(({ sent }) => sent),
  ];
}
