import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterNode } from '../cluster/node-registry.ts';
import type { Redis, RedisSubscription } from '../cluster/redis.ts';
import type { DatabaseLogger } from '../database/database.ts';
import { type Asker, batchStart, decodeBatch, encodeFrame, type LiveFrame, type LiveMessage } from './live-frames.ts';

/** A batch goes out when it has as much, or when this turn of the process is over. */
const maxBatchBytes = 64 * 1024;
/** Messages of which it is being counted who hears them; each is one request that is being served. */
const maxQuestions = 10_000;
/** How long other servers have to say how many clients have heard something. */
const patienceMs = 1_000;
/** As long for taking in what was announced: whoever waits for it has a client that waits. */
const catchUpMs = 250;
/** How long a new name of this server may take to be heard at. */
const hearingMs = 3_000;

interface Outgoing {
  frames: Buffer[];
  bytes: number;
  /** `look`s that are in it: one is enough. */
  looks: Set<string>;
}

/**
 * Sends what is on its way to other servers, and hears what they send: each has a channel of its own at Redis, so that it gets
 * what its clients want and no more. All of it may be lost.
 */
export class LiveExchange {
  readonly #redis: Redis;
  readonly #node: ClusterNode;
  readonly #logger: DatabaseLogger;
  readonly #receive: (frame: Exclude<LiveFrame, { kind: 'heard' }>) => void;
  readonly #outgoing = new Map<string, Outgoing>();
  readonly #questions = new Map<number, { left: number; count: number; resolve: (count: number) => void }>();
  #lastQuestion = 0;
  #hearing: { readonly node: string; readonly subscription: RedisSubscription } | undefined;
  #hasComplained = false;
  #sending = false;

  constructor(options: {
    redis: Redis;
    node: ClusterNode;
    logger: DatabaseLogger;
    receive: (frame: Exclude<LiveFrame, { kind: 'heard' }>) => void;
  }) {
    this.#redis = options.redis;
    this.#node = options.node;
    this.#logger = options.logger;
    this.#receive = options.receive;
  }

  /** Listens under the name; resolves when everything is heard that is sent from then on, or Redis is away. */
  async hearAs(node: string): Promise<void> {
    if (this.#hearing?.node !== node) {
      this.#hearing?.subscription.stop();
      const subscription = this.#redis.subscribe(channelOf(node), (batch) => this.#hear(batch));
      this.#hearing = { node, subscription };
    }
    if (this.#redis.state === 'away') return;
    const late = new AbortController();
    // Redis has gone away meanwhile; it will be heard when it is back.
    const patience = sleep(hearingMs, undefined, { signal: late.signal, ref: false }).catch(ignore);
    await Promise.race([this.#hearing.subscription.active, patience]);
    late.abort();
  }

  /** Sends to these servers, which are the ones with somebody who may want it; in the order of the calls. */
  send(nodes: readonly string[], frame: LiveFrame): void {
    let bytes: Buffer | undefined;
    for (const node of nodes) {
      if (node === this.#node.id) continue;
      bytes ??= encodeFrame(frame);
      this.#add(node, frame, bytes);
    }
  }

  /**
   * As `send`, a message; resolves with how many clients have heard it there, as far as these servers have said so within a
   * second.
   */
  async ask(nodes: readonly string[], message: LiveMessage): Promise<number> {
    if (this.#redis.state === 'connected' && this.#questions.size < maxQuestions) {
      return this.#ask(nodes, patienceMs, (asked) => ({ ...message, asked }));
    }
    this.send(nodes, message);
    return 0;
  }

  /** Resolves when these servers have taken in what was announced before, or have not said so within a quarter of a second. */
  async caughtUp(nodes: readonly string[]): Promise<void> {
    if (this.#redis.state === 'away') return;
    await this.#ask(nodes, catchUpMs, (asked) => ({ kind: 'catchUp', asked }));
  }

  async #ask(nodes: readonly string[], ms: number, toFrame: (asked: Asker) => LiveFrame): Promise<number> {
    const others = nodes.filter((node) => node !== this.#node.id);
    if (others.length === 0) return 0;
    this.#lastQuestion = (this.#lastQuestion + 1) % 2 ** 32;
    const number = this.#lastQuestion;
    const { promise, resolve } = Promise.withResolvers<number>();
    const question = { left: others.length, count: 0, resolve };
    this.#questions.set(number, question);
    const timer = setTimeout(() => resolve(question.count), ms);
    try {
      await this.hearAs(this.#node.id);
      this.send(others, toFrame({ node: this.#node.id, question: number }));
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#questions.delete(number);
    }
  }

  /** Sends what is to be sent at once, and hears nothing more. */
  stop(): void {
    this.#flush();
    this.#hearing?.subscription.stop();
    this.#hearing = undefined;
  }

  #add(node: string, frame: LiveFrame, bytes: Buffer): void {
    let outgoing = this.#outgoing.get(node);
    if (!outgoing) {
      outgoing = { frames: [batchStart], bytes: batchStart.length, looks: new Set() };
      this.#outgoing.set(node, outgoing);
    }
    if (frame.kind === 'look') {
      const about = `${frame.applicationId} ${frame.topic}`;
      if (outgoing.looks.has(about)) return;
      outgoing.looks.add(about);
    }
    outgoing.frames.push(bytes);
    outgoing.bytes += bytes.length;
    if (outgoing.bytes >= maxBatchBytes) this.#publish(node, outgoing);
    else if (!this.#sending) {
      this.#sending = true;
      setImmediate(() => this.#flush());
    }
  }

  #flush(): void {
    this.#sending = false;
    for (const [node, outgoing] of this.#outgoing) this.#publish(node, outgoing);
  }

  #publish(node: string, outgoing: Outgoing): void {
    this.#outgoing.delete(node);
    this.#redis.publish(channelOf(node), Buffer.concat(outgoing.frames, outgoing.bytes));
  }

  #hear(batch: Buffer): void {
    try {
      for (const frame of decodeBatch(batch)) {
        if (frame.kind === 'heard') this.#answered(frame);
        else this.#receive(frame);
      }
    } catch (error) {
      if (this.#hasComplained) return;
      this.#hasComplained = true;
      this.#logger.warn({ err: error }, 'another server has sent messages that are not understood; this is said once');
    }
  }

  #answered({ question: number, count }: { question: number; count: number }): void {
    const question = this.#questions.get(number);
    if (!question) return;
    question.left -= 1;
    question.count += count;
    if (question.left === 0) question.resolve(question.count);
  }
}

function channelOf(node: string): string {
  return `node/${node}`;
}

function ignore(): void {}
