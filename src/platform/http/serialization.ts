import fastJsonStringify from 'fast-json-stringify';
import type { FastifySerializerCompiler } from 'fastify';
import { lazily } from '../../kernel/lazily.ts';

/** What has been compiled of each schema, for as long as there is one; see validation.ts. */
const known = new WeakMap<object, () => (value: unknown) => string>();

/**
 * Compiles the schemas of answers, each when a first answer needs it, or ahead. Fastify's own compiler does it when the
 * route is registered.
 */
export function createSerializerCompiler(options: { ahead: boolean }): FastifySerializerCompiler<object> {
  return ({ schema }) => {
    const compiled = known.get(schema) ?? lazily(() => fastJsonStringify(schema));
    known.set(schema, compiled);
    if (options.ahead) compiled();
    return (value) => compiled()(value);
  };
}
