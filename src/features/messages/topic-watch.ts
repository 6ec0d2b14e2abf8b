import type { TopicMessage } from '../../kernel/events.ts';
import type { Listeners } from '../../platform/bus/bus.ts';
import type { MakeReplayWindows, ReplayWindows } from '../../platform/http/replay-windows.ts';

/** A message as the streams show it. */
export interface WatchedMessage {
  readonly topic: string;
  readonly message: string;
  readonly encoding?: 'base64';
}

/** What was said lately on the topics of the applications that somebody watches. */
export class TopicWatch {
  readonly windows: ReplayWindows<WatchedMessage>;

  constructor({ makeWindows }: { makeWindows: MakeReplayWindows }) {
    this.windows = makeWindows('message');
  }

  get listens(): Listeners {
    return {
      message: (message) => this.#receive(message),
      'application.deleted': ({ applicationId }) => this.windows.drop(applicationId),
    };
  }

  #receive(received: TopicMessage): void {
    if (!this.windows.isWatched(received.applicationId)) return;
    const { applicationId, topic, payload } = received;
    this.windows.push(applicationId, { topic, ...toText(payload) }, payload.byteLength + topic.length);
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Payloads that are not text travel as base64 (semantics.md, "mqttSubscriptionStream"). */
function toText(payload: Uint8Array): { message: string; encoding?: 'base64' } {
  try {
    return { message: utf8.decode(payload) };
  } catch {
    return { message: Buffer.from(payload).toString('base64'), encoding: 'base64' };
  }
}
