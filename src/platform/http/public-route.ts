import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { type Lane, runInLane } from '../database/lane.ts';
import { maxBodyBytes } from './error-answers.ts';
import { laneOfSender } from './sender-lane.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What `@fastify/cors` does otherwise for this route than for all. */
    cors?: { readonly methods: string[]; readonly allowedHeaders: string[] | null; readonly exposedHeaders: string };
  }
}

/** One call of a public route that has been let in. */
export interface PublicCall<Admitted> {
  /** What `admit` has found out. */
  readonly admitted: Admitted;
  /** As it came, whatever its type; empty when there is none. */
  readonly body: Buffer;
  /** The Content-Type header, readable or not. */
  readonly contentType: string | undefined;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/**
 * A route for programs that know nothing of this server's API: a URL of a tenant's making, called with whatever its callers
 * send. It is no action, takes no bearer token and asks for no scope, so it says itself who gets in and what keeps it from
 * telling of a tenant. Its errors are `{"error": "<text>"}`, not the envelope, and pages of any origin may call it.
 */
export interface PublicRoute<Admitted> {
  /** What it is called in the API reference, where each method has an operation: `webhookCall` gives `webhookCall.get`. */
  readonly name: string;
  /** One line for the API reference. */
  readonly summary: string;
  /** With one `{parameter}` at its end, such as `/webhooks/{token}`. Paths below it lead to it as well. */
  readonly path: `/${string}/{${string}}`;
  readonly methods: readonly HTTPMethods[];
  /**
   * Decides before the body is read. Returns undefined when it has responded itself.
   *
   * @throws AppError to refuse the call
   */
  readonly admit: (request: FastifyRequest, reply: FastifyReply) => Promise<Admitted | undefined>;
  /** Of whose load a call that was let in is part: the owner and the application, as for their actions. */
  readonly laneOf: (admitted: Admitted) => Lane;
  /** Responds to the call, once all of its body is there (256 KiB at most). */
  readonly handle: (call: PublicCall<Admitted>) => Promise<unknown>;
}

/** Adds a public route to the server. */
export function registerPublicRoute<Admitted>(server: FastifyInstance, route: PublicRoute<Admitted>): void {
  const url = route.path.replaceAll(/\{(\w+)\}/g, ':$1');
  const admissions = new WeakMap<FastifyRequest, { admitted: Admitted; contentType: string | undefined }>();
  server.plainErrorPaths.push(route.path.slice(0, route.path.indexOf('{')));
  // A scope of its own: elsewhere only JSON is read.
  server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: maxBodyBytes }, (_request, body, done) =>
      done(null, body),
    );
    const shared = {
      // Whoever calls may be no client of ours: what its escapes stand for is the feature's to judge.
      config: { takesAnyQuery: true, cors: { methods: [...route.methods], allowedHeaders: null, exposedHeaders: '*' } },
      exposeHeadRoute: false,
      onRequest: async (request: FastifyRequest, reply: FastifyReply) => {
        const admitted = await runInLane(laneOfSender(request), () => route.admit(request, reply));
        if (admitted === undefined) return reply;
        const { headers } = request.raw;
        admissions.set(request, { admitted, contentType: headers['content-type'] });
        // Fastify refuses types that it cannot read, and charsets are judged for JSON; here any type will do.
        delete headers['content-type'];
        return undefined;
      },
      handler: async (request: FastifyRequest, reply: FastifyReply) => {
        const admission = admissions.get(request);
        if (!admission) throw new Error('a call was handled that was not let in');
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const lane = route.laneOf(admission.admitted);
        return runInLane(lane, () => route.handle({ ...admission, body, request, reply }));
      },
    };
    for (const method of route.methods) {
      const schema = {
        operationId: `${route.name}.${method.toLowerCase()}`,
        summary: route.summary,
        tags: [route.name],
        description: 'Takes no token: the URL itself is what its callers know. Paths below it lead to it as well.',
        security: [],
        'x-public': true,
      };
      scope.route({ ...shared, method, url, schema });
      scope.route({ ...shared, method, url: `${url}/*`, schema: { hide: true } });
    }
    for (const path of [url, `${url}/*`]) {
      // Reached by no request: CORS answers preflights, and other OPTIONS are answered for every path alike.
      const handler = async (_request: FastifyRequest, reply: FastifyReply) => reply.code(204).send();
      scope.route({ method: 'OPTIONS', url: path, config: shared.config, schema: { hide: true }, handler });
    }
  });
}
