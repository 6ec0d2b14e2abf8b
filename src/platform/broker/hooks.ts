/** What a client says of itself when it connects. */
export interface ConnectRequest {
  readonly clientId: string;
  readonly username?: string;
  readonly password?: Uint8Array;
  readonly remoteAddress?: string;
  readonly transport: Transport;
  /** DER of the certificate that the client has proved in the TLS handshake to hold the key of. Nobody has judged it yet. */
  readonly certificate?: Uint8Array;
  /** Seconds; 0: none. */
  readonly keepAlive: number;
  /** False: the client wants the session that it left to go on. */
  readonly clean: boolean;
}

/** How a client reached the broker. */
export type Transport = 'mqtt' | 'mqtts' | 'ws' | 'wss';

/** A client that may connect: to which application's space, and what the feature wants to remember of it. */
export interface Session<Data> {
  readonly applicationId: string;
  readonly clientId: string;
  readonly data: Data;
}

/** Why a CONNECT is refused, in the codes of MQTT 3.1.1, table 3.1. `reason` is for our log. */
export interface Refusal {
  readonly returnCode: 2 | 3 | 4 | 5;
  readonly reason: string;
}

/** A message on its way through one space. The payload is not to be changed: all subscribers share it. */
export interface BrokerMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** As its sender has it; left out where that does not matter. */
  readonly qos?: 0 | 1 | 2;
}

/**
 * What happens with a PUBLISH: `deliver` to the space's subscribers, `consume` (acknowledge it, deliver it to nobody),
 * or `close` the connection without acknowledging it.
 */
export type PublishDecision = 'deliver' | 'consume' | 'close';

/** How a connection ended, and what went over it. */
export interface DisconnectInfo {
  readonly reason: string;
  readonly messagesFromClient: number;
  readonly messagesToClient: number;
}

/** What the broker asks of, and tells, whoever knows which clients may be there. */
export interface SessionHooks<Data> {
  /** A connection was turned away before it was asked who it is: its first packet was none that we can serve. */
  connectRejected?(attempt: { clientId?: string; remoteAddress?: string; transport: Transport }, reason: string): void;
  /** Decides about a CONNECT. A rejection is sent as "server unavailable". */
  authenticate(connect: ConnectRequest): Promise<Session<Data> | Refusal>;
  /** The client has been accepted. Always followed by exactly one `disconnected`. */
  connected(session: Session<Data>): void;
  disconnected(session: Session<Data>, info: DisconnectInfo): void;
  /** Names what the connection rests on, without anything secret: kept with a will. */
  nameAccess(session: Session<Data>): string;
  /** Whether the will of the session, which has ended, is published by another server, which has taken over what this one had. */
  leavesWill?(session: Session<Data>): boolean;
  /**
   * The session of a client whose server was killed, for its will; undefined when what it rested on is no longer there or no
   * longer covers it.
   */
  restore(left: { readonly clientId: string; readonly access: string }): Promise<Session<Data> | undefined>;
}

/** What the broker asks of, and tells, whoever knows what clients may say and hear. */
export interface MessageHooks<Data> {
  /**
   * Decides about a PUBLISH, or a will, before it is acknowledged. While `done` is not called, the client's
   * acknowledgements, and before long its sending, wait. Messages on one topic keep their order only where `done` is
   * called in that order.
   */
  publish(
    session: Session<Data>,
    message: BrokerMessage,
    done: (decision: PublishDecision, reason?: string) => void,
  ): void;
  /** A delivered message has gone to the space. */
  published(session: Session<Data>, message: BrokerMessage): void;
  /**
   * Which of the clients must not get a message of the server's own, although they have subscribed to its topic: asked
   * before it is queued for anybody, so that it also holds for those who are away. Undefined: all of them may.
   */
  findBarred(topic: string, clientIds: readonly string[]): Promise<ReadonlySet<string>> | undefined;
  /**
   * Runs `deliver`, which sends a message that another server has published to clients of this one.
   *
   * @returns how many of them have heard it, if it is a command; else 0
   */
  countHeard(topic: string, deliver: () => Promise<void>): Promise<number>;
  /**
   * Whether the client may have a message on the topic now. Asked for each message that is about to be sent, because the
   * right may have gone since the message was queued, or sent for the first time.
   */
  mayReceive(session: Session<Data>, topic: string): boolean;
  /** Whether the client may subscribe to the filter; if not, its SUBACK says 0x80. */
  subscribe(session: Session<Data>, filter: string): Promise<boolean>;
  /**
   * Called for each delivery to one client that may receive it: whether to deliver it, or to disconnect the client over
   * it. A backlog is what came while the client was away, and what it asked for with a subscription: retained messages.
   */
  delivering(session: Session<Data>, message: BrokerMessage, isBacklog: boolean): 'deliver' | 'close';
  /** A message was not kept, for a client that is away or as the newest of its topic, because a bound was reached. */
  notKept(applicationId: string, lost: { readonly topic: string; readonly clientId?: string }): void;
  /** A message was not delivered because a bound was reached. Told once per connection. */
  dropped(session: Session<Data>, dropped: { readonly topic: string; readonly reason: string }): void;
}
