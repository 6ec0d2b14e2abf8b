import fastJsonStringify from 'fast-json-stringify';
import type { FastifySerializerCompiler } from 'fastify';
import { lazily } from '../../kernel/lazily.ts';

/**
 * Compiles the schemas of answers, each when a first answer needs it, or ahead. Fastify's own compiler does it when the
 * route is registered.
 */
export function createSerializerCompiler(options: { ahead: boolean }): FastifySerializerCompiler<object> {
  const known = new WeakMap<object, (value: unknown) => string>();
  return ({ schema }) => {
    let serialize = known.get(schema);
    if (!serialize) {
      const compiled = lazily(() => fastJsonStringify(schema));
      if (options.ahead) compiled();
      serialize = (value) => compiled()(value);
      known.set(schema, serialize);
    }
    return serialize;
  };
}
