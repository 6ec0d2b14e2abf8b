import type { OutgoingPolicy } from '../../../platform/network/outgoing-hosts.ts';
import type { IntegrationConfig } from '../schemas.ts';

/** A message that has come from the other side. */
export interface IncomingMessage {
  readonly topic: string;
  /** `data` of the trigger (resources.md, "Integrations": payload). */
  readonly data: Readonly<Record<string, unknown>>;
  /** Of the payload. */
  readonly bytes: number;
  /** Whether the other side keeps it until it is acknowledged; if not, it is dropped where there is no room. */
  readonly isAcknowledged: boolean;
  /** The version of a workflow that it asks for. */
  readonly flowVersion?: string;
}

/** A message for the other side. */
export interface OutgoingMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * Hands a message over. Resolves once the other side has it; with QoS 0, once it is on its way.
 *
 * @throws LinkError with `isFinal` when sending it again would not help
 */
export type Publish = (message: OutgoingMessage) => Promise<void>;

/** What a link tells of itself. */
export interface LinkEvents {
  /** It is connected and subscribed; `publish` works until the link ends. */
  onConnected(publish: Publish): void;
  /** The other side has shown that it is there. */
  onAlive(): void;
  /** Resolves once the message is taken for good, and may be acknowledged; rejects when the link is to end. */
  onMessage(message: IncomingMessage): Promise<void>;
  /** Something has come on the topic that is no message; `reason` follows "was dropped:" in a sentence for people. */
  onUnreadable(topic: string, reason: string): void;
  /** A session that the other side keeps is subscribed to exactly these from now on. */
  onSubscribed(topics: readonly string[]): Promise<void>;
}

export interface LinkOptions {
  readonly integrationId: string;
  /** With its secrets in clear. */
  readonly config: IntegrationConfig;
  readonly topics: readonly string[];
  /** What the session that the other side keeps was subscribed to, as far as is known. */
  readonly formerTopics: readonly string[];
  readonly policy: OutgoingPolicy;
  readonly events: LinkEvents;
  /** Ends the link in good order. */
  readonly signal: AbortSignal;
}

/**
 * Connects once, and stays connected. Resolves when `signal` has ended it, after everything is closed.
 *
 * @throws LinkError when the connection cannot be made or has ended otherwise
 */
export type RunLink = (options: LinkOptions) => Promise<void>;

/** Why a connection failed, in words that say what to mend; never anything secret. */
export class LinkError extends Error {
  /** The login was refused: trying again soon would not help, and might lock the account. */
  readonly isRefusal: boolean;
  /** Of a message: it would be refused again. */
  readonly isFinal: boolean;

  constructor(message: string, options: { isRefusal?: boolean; isFinal?: boolean; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'LinkError';
    this.isRefusal = options.isRefusal ?? false;
    this.isFinal = options.isFinal ?? false;
  }
}

/** Bytes as text; what is not UTF-8 as base64, with `encoding`. */
export function describeBytes(bytes: Uint8Array): { text: string; encoding?: 'base64' } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { text: Buffer.from(bytes).toString('base64'), encoding: 'base64' };
  }
}
