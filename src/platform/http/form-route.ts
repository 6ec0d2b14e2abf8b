import type { FastifyInstance, RouteOptions } from 'fastify';

/**
 * Adds a route whose handler reads the request's form by itself (`receiveForm`). In a scope of its own: everywhere else a
 * form is refused with 415 before anybody looks at it.
 */
export function registerForm(server: FastifyInstance, options: RouteOptions): void {
  void server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _body, done) => done(null));
    // The schema of the body describes what only the handler reads.
    scope.route({ ...options, validatorCompiler: () => () => true });
  });
}
