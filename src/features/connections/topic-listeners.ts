import type { Principal } from '../../kernel/principal.ts';

/** A message on a custom topic, before it is acknowledged. */
export interface CustomMessage {
  readonly applicationRowId: number;
  readonly topic: string;
  /** Not to be changed. */
  readonly payload: Uint8Array;
  /** Whether its sender is told that it has arrived. */
  readonly isAcknowledged: boolean;
  /** Who has sent it: a device over MQTT, somebody over HTTP, or a workflow with how many have caused each other in a row. */
  readonly from:
    | { readonly deviceId: string }
    | { readonly principal: Principal }
    | { readonly flowId: string; readonly chain: number };
}

/** Takes messages on custom topics; messages of one topic are handed over in order. */
export interface TopicListener {
  /**
   * Takes one that is acknowledged once the promise resolves; undefined when there is nothing to wait for, which costs
   * nothing. Later messages must not be answered before earlier ones.
   */
  take(message: CustomMessage): Promise<void> | undefined;
  /** @throws AppError Throttled when no more may be taken from those who can be told so */
  requireRoom(applicationRowId: number, topic: string): Promise<void>;
}

/** Who listens to custom topics; they say so when the features are created. */
export class TopicListeners {
  #listener: TopicListener | undefined;

  listen(listener: TopicListener): void {
    this.#listener = listener;
  }

  take(message: CustomMessage): Promise<void> | undefined {
    return this.#listener?.take(message);
  }

  async requireRoom(applicationRowId: number, topic: string): Promise<void> {
    await this.#listener?.requireRoom(applicationRowId, topic);
  }
}
