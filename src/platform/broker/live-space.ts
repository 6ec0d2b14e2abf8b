import { ForeignInterest } from './interest-summary.ts';
import type { LiveExchange } from './live-exchange.ts';
import type { LiveMessage } from './live-frames.ts';
import type { OwnInterest } from './own-interest.ts';
import type { Qos } from './packets.ts';

/** Messages of other servers that wait until it is known who may not have them; their payloads are those of few batches. */
const maxWaiting = 10_000;

/** What the topic space that has the clients does with a message of another server. */
export interface LiveReceiver {
  /** Which of its clients must not get a message on the topic; undefined: all may. */
  findBarred(topic: string): Promise<ReadonlySet<string>> | undefined;
  /** Delivers it to the clients that have subscribed; resolves when those to whom it is owed have been seen to. */
  deliver(message: LiveMessage, barred: ReadonlySet<string> | undefined): Promise<void>;
  /** Runs `deliver`, and resolves with how many clients have heard it. */
  count(topic: string, deliver: () => Promise<void>): Promise<number>;
  lost(topic: string): void;
}

/**
 * One application's messages between servers that share the database: to those where somebody has subscribed to the topic, and
 * from them in the order in which they came.
 */
export class LiveSpace {
  readonly #applicationId: string;
  readonly #own: OwnInterest;
  readonly #exchange: LiveExchange;
  readonly #receiver: LiveReceiver;
  readonly #caughtUp: () => Promise<void>;
  #foreign = new ForeignInterest();
  /** What is said of interest while it is being read. */
  #said: ((interest: ForeignInterest) => void)[] | undefined;
  #waiting: LiveMessage[] = [];
  #isWorking = false;

  constructor(options: {
    applicationId: string;
    own: OwnInterest;
    exchange: LiveExchange;
    /** Resolves when other servers have taken in what was announced before, as far as they can be asked. */
    caughtUp: () => Promise<void>;
    receiver: LiveReceiver;
  }) {
    this.#applicationId = options.applicationId;
    this.#own = options.own;
    this.#exchange = options.exchange;
    this.#receiver = options.receiver;
    this.#caughtUp = options.caughtUp;
  }

  /** A session here has subscribed to the filter; `told` says when others know. */
  subscribed(filter: string): void {
    this.#own.add(this.#applicationId, filter);
  }

  unsubscribed(filter: string): void {
    this.#own.remove(this.#applicationId, filter);
  }

  /**
   * Resolves when other servers know what has been subscribed to; undefined: they do. Rejects when they cannot be told.
   *
   * @param hasStored whether subscriptions have been stored that they have to take in
   */
  told(hasStored: boolean): Promise<void> | undefined {
    const settled = this.#own.settled(this.#applicationId);
    return settled || hasStored ? this.#tell(settled) : undefined;
  }

  async #tell(settled: Promise<void> | undefined): Promise<void> {
    await settled;
    await this.#caughtUp();
  }

  /** Reads, again, what other servers want. */
  async read(): Promise<void> {
    const said: ((interest: ForeignInterest) => void)[] = [];
    this.#said = said;
    const interest = new ForeignInterest();
    for await (const { node, prefix } of this.#own.load(this.#applicationId)) interest.add(node, prefix);
    for (const change of said) change(interest);
    // Unless it has been begun once more since, which then has the last word.
    if (this.#said !== said) return;
    this.#said = undefined;
    this.#foreign = interest;
  }

  /** Another server has said what its clients want now. */
  changed(node: string, { added, removed }: { added: readonly string[]; removed: readonly string[] }): void {
    this.#note((interest) => {
      for (const prefix of added) interest.add(node, prefix);
      for (const prefix of removed) interest.remove(node, prefix);
    });
  }

  forgetNode(node: string): void {
    this.#note((interest) => interest.forget(node));
  }

  #note(change: (interest: ForeignInterest) => void): void {
    change(this.#foreign);
    this.#said?.push(change);
  }

  /** Sends a message to the servers that may want it. */
  tell(message: { topic: string; payload: Buffer; qos: Qos }, { looks }: { looks: boolean }): void {
    const nodes = this.#foreign.match(message.topic);
    if (nodes.length > 0) this.#exchange.send(nodes, this.#frame(message, looks));
  }

  /** As `tell`; resolves with how many clients have heard it there. */
  async ask(message: { topic: string; payload: Buffer; qos: Qos }, { looks }: { looks: boolean }): Promise<number> {
    const nodes = this.#foreign.match(message.topic);
    return nodes.length > 0 ? this.#exchange.ask(nodes, this.#frame(message, looks)) : 0;
  }

  /** Says that inboxes of sessions that have subscribed to the topic have something. */
  tellToLook(topic: string): void {
    const nodes = this.#foreign.match(topic);
    if (nodes.length > 0) this.#exchange.send(nodes, { kind: 'look', applicationId: this.#applicationId, topic });
  }

  #frame({ topic, payload, qos }: { topic: string; payload: Buffer; qos: Qos }, looks: boolean): LiveMessage {
    return { kind: 'message', applicationId: this.#applicationId, topic, payload, qos, looks };
  }

  /** A message of another server. */
  receive(message: LiveMessage): void {
    const barred = this.#isWorking ? undefined : this.#receiver.findBarred(message.topic);
    if (!barred && !this.#isWorking) return this.#deliver(message, undefined);
    if (this.#waiting.length >= maxWaiting) return this.#receiver.lost(message.topic);
    this.#waiting.push(message);
    if (this.#isWorking) return;
    this.#isWorking = true;
    void this.#work(barred).finally(() => {
      this.#isWorking = false;
    });
  }

  /** @param first of the first one that waits */
  async #work(first: Promise<ReadonlySet<string>> | undefined): Promise<void> {
    let asked = first;
    for (let at = 0; at < this.#waiting.length; at += 1) {
      const message = this.#waiting[at] as LiveMessage;
      try {
        const barred = await (asked ?? this.#receiver.findBarred(message.topic));
        this.#deliver(message, barred);
      } catch {
        this.#receiver.lost(message.topic);
      }
      asked = undefined;
      // In portions, so that what has been dealt with does not pile up while more comes.
      if (at < 100) continue;
      this.#waiting = this.#waiting.slice(at + 1);
      at = -1;
    }
    this.#waiting = [];
  }

  #deliver(message: LiveMessage, barred: ReadonlySet<string> | undefined): void {
    const { asked } = message;
    if (!asked) return void this.#receiver.deliver(message, barred);
    const { node, question } = asked;
    void this.#receiver
      .count(message.topic, () => this.#receiver.deliver(message, barred))
      .then((count) => this.#exchange.send([node], { kind: 'heard', question, count }));
  }
}
