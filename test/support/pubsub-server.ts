import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readAll } from './gcs-server.ts';

interface Subscription {
  readonly topic: string;
  /** By their acknowledgement ids; what is not acknowledged is given out again when it is asked for. */
  readonly waiting: Map<string, unknown>;
  readonly pulls: (() => void)[];
}

/**
 * Google Pub/Sub's REST API as its documentation describes it, as far as integrations use it: topics, subscriptions, long
 * pulls, acknowledgements, publishing. The emulator of Google's own is a Java program that CI does not have.
 */
export class PubSubServer {
  readonly topics = new Set<string>();
  readonly subscriptions = new Map<string, Subscription>();
  readonly published: { topic: string; data: string; attributes: Readonly<Record<string, string>> }[] = [];
  /** Of each request; undefined without. */
  readonly authorizations: (string | undefined)[] = [];
  /** Answered with 200 to every request instead, as what stands between may do. */
  page: string | undefined;
  /** Responds to a request instead. */
  refuse: ((method: string, path: string) => { status: number; message: string } | undefined) | undefined;
  #count = 0;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      void this.#handle(request, response).catch(() => response.destroy());
    });
  }

  static async start(): Promise<PubSubServer> {
    const server = new PubSubServer();
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  /** As `PUBSUB_EMULATOR_HOST` has it. */
  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** Has every subscription to a topic deliver a message. */
  send(topic: string, text: string | Buffer, attributes: Record<string, string> = {}): void {
    this.#count += 1;
    const data = Buffer.from(text).toString('base64');
    this.sendAsIs(topic, { data, attributes, messageId: String(this.#count), publishTime: '2026-01-02T03:04:05.678Z' });
  }

  /** A message in whatever form. */
  sendAsIs(topic: string, message: unknown): void {
    this.#count += 1;
    for (const subscription of this.subscriptions.values()) {
      if (subscription.topic !== topic) continue;
      subscription.waiting.set(`ack-${this.#count}`, message);
      for (const wake of subscription.pulls.splice(0)) wake();
    }
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = JSON.parse((await readAll(request)).toString() || '{}');
    const method = request.method ?? '';
    const path = new URL(request.url ?? '/', 'http://x').pathname.replace('/v1/', '');
    this.authorizations.push(request.headers.authorization);
    const refusal = this.refuse?.(method, path);
    if (this.page !== undefined) {
      response.writeHead(200, { 'content-type': 'text/html' }).end(this.page);
      return;
    }
    if (refusal) return answer(response, refusal.status, { error: { code: refusal.status, message: refusal.message } });
    const [name = '', verb] = path.split(':');
    if (name.includes('/topics/') && verb === 'publish') {
      for (const { data, attributes } of body.messages) this.published.push({ topic: name, data, attributes });
      return answer(response, 200, { messageIds: body.messages.map(() => '1') });
    }
    if (name.endsWith('/topics')) return answer(response, 200, { topics: [] });
    const subscription = this.subscriptions.get(name);
    if (method === 'PUT') {
      if (subscription) return fail(response, 409, 'Resource already exists in the project');
      if (!this.topics.has(body.topic)) return fail(response, 404, `Resource not found (resource=${body.topic}).`);
      this.subscriptions.set(name, { topic: body.topic, waiting: new Map(), pulls: [] });
      return answer(response, 200, { name, topic: body.topic });
    }
    if (!subscription) return fail(response, 404, `Resource not found (resource=${name}).`);
    if (method === 'DELETE') {
      this.subscriptions.delete(name);
      return answer(response, 200, {});
    }
    if (verb === 'pull') return this.#pull(subscription, response);
    if (verb === 'acknowledge') {
      for (const id of body.ackIds) subscription.waiting.delete(id);
      return answer(response, 200, {});
    }
    answer(response, 200, { name, topic: subscription.topic });
  }

  #pull(subscription: Subscription, response: ServerResponse): void {
    const give = (): void => {
      const receivedMessages = [...subscription.waiting].map(([ackId, message]) => ({ ackId, message }));
      answer(response, 200, { receivedMessages });
    };
    if (subscription.waiting.size > 0) return give();
    subscription.pulls.push(give);
  }
}

function fail(response: ServerResponse, status: number, message: string): void {
  answer(response, status, { error: { code: status, message } });
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
