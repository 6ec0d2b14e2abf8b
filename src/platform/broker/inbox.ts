import type { ClientSession, Delivery } from './client-session.ts';
import type { SessionChange } from './session-changes.ts';
import { type InboxMessage, inboxRows, type SharedSessions } from './shared-sessions.ts';

/** What an inbox needs of the space that has the sessions. */
export interface InboxSpace {
  /** Whether this server still has the session. */
  isPresent(session: ClientSession): boolean;
  /** Whether the session still has a subscription for messages on the topic. */
  wants(session: ClientSession, topic: string): boolean;
  apply(changes: readonly SessionChange[], done: (error?: unknown) => void): void;
  /** There is something to be sent. */
  flush(session: ClientSession): void;
}

interface State {
  /** Resolves when what there was at the first look has been taken, or could not be. */
  readonly first: PromiseWithResolvers<void>;
  looking: Promise<void> | undefined;
  looksAgain: boolean;
  /** Messages for the session go into its inbox: there may be some that came before them. */
  isBehind: boolean;
  /** Messages of this server on their way into it. */
  expected: number;
}

/**
 * Takes what has come for sessions while their client was away or with another server. Until all of that has been taken, what
 * this server has for the session goes the same way, so that no message overtakes an earlier one of its publisher.
 */
export class Inbox {
  readonly #shared: Pick<SharedSessions, 'loadInbox'>;
  readonly #space: InboxSpace;
  readonly #states = new WeakMap<ClientSession, State>();

  constructor(options: { shared: Pick<SharedSessions, 'loadInbox'>; space: InboxSpace }) {
    this.#shared = options.shared;
    this.#space = options.space;
  }

  /** The session has come to this server; `isBehind`: there may be something for it already. */
  open(session: ClientSession, { isBehind }: { isBehind: boolean }): void {
    const first = Promise.withResolvers<void>();
    this.#states.set(session, { first, looking: undefined, looksAgain: false, isBehind, expected: 0 });
  }

  /** Whether messages for the session must go through its inbox. */
  isBehind(session: ClientSession): boolean {
    return this.#states.get(session)?.isBehind ?? false;
  }

  /** A message is put into the session's inbox; to be called back when it is there, or will not be. */
  expect(session: ClientSession): () => void {
    const state = this.#states.get(session);
    if (!state) return () => undefined;
    state.expected += 1;
    return () => {
      state.expected -= 1;
      void this.look(session);
    };
  }

  /**
   * Looks for the first time: resolves once what there is has been taken, while what comes meanwhile still is. A client whose
   * messages never cease would else wait for its CONNACK for as long.
   */
  async lookFirst(session: ClientSession): Promise<void> {
    void this.look(session);
    await this.#states.get(session)?.first.promise;
  }

  /** Takes what there is; resolves once it has. Never rejects: what could not be taken is there the next time. */
  async look(session: ClientSession): Promise<void> {
    const state = this.#states.get(session);
    if (!state) return;
    state.looksAgain = true;
    if (!this.#space.isPresent(session)) return state.first.resolve();
    state.looking ??= this.#lookOn(session, state)
      .catch(() => undefined)
      .finally(() => {
        state.first.resolve();
        state.looking = undefined;
      });
    await state.looking;
  }

  async #lookOn(session: ClientSession, state: State): Promise<void> {
    while (state.looksAgain && this.#space.isPresent(session)) {
      state.looksAgain = false;
      const messages = await this.#shared.loadInbox(session.sessionId ?? '');
      if (!this.#space.isPresent(session)) return;
      if (messages.length === 0) {
        if (!state.looksAgain && state.expected === 0) state.isBehind = false;
        continue;
      }
      // Again until there is nothing: what was on its way when it was read may be older than what comes now.
      if (await this.#take(session, messages, state)) state.looksAgain = true;
      else return;
      if (messages.length < inboxRows) state.first.resolve();
    }
  }

  /** Returns false when there is no room for all of them, or they could not be stored. */
  async #take(session: ClientSession, messages: readonly InboxMessage[], state: State): Promise<boolean> {
    const taken: Promise<boolean>[] = [];
    for (const { number, topic, payload, qos } of messages) {
      const changes: SessionChange[] = [{ kind: 'take', sessionId: session.sessionId ?? '', number }];
      let delivery: Delivery | undefined;
      if (qos > 0 && this.#space.wants(session, topic)) {
        // What came while the client was away is no burst of now. Once that does not fit, the rest waits for acknowledgements.
        const options = { retain: false, isPresent: !state.isBehind };
        delivery = session.enqueue({ topic, payload, qos }, qos === 2 ? 2 : 1, options);
        if (!delivery) break;
        // The client is here, so it is sent as soon as it is stored: another server that has the session next cannot know.
        changes.push(session.toChange(delivery, { sent: true }));
      }
      taken.push(this.#store(session, changes, delivery));
    }
    const stored = await Promise.all(taken);
    this.#space.flush(session);
    return stored.length === messages.length && stored.every(Boolean);
  }

  #store(session: ClientSession, changes: SessionChange[], delivery: Delivery | undefined): Promise<boolean> {
    return new Promise((resolve) => {
      this.#space.apply(changes, (error) => {
        if (delivery && error === undefined) session.stored(delivery);
        else if (delivery) session.remove(delivery.packetId);
        resolve(error === undefined);
      });
    });
  }
}
