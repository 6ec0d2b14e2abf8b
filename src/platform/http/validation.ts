import { Ajv, type ErrorObject } from 'ajv';
import formats from 'ajv-formats';
import type { FastifySchemaCompiler } from 'fastify';
import { AppError } from '../../kernel/errors.ts';
import { secretKeyword } from '../secrets/secret-field.ts';

/**
 * Compiles route schemas. Query and path values are text, so they are coerced; a body is JSON and says its types
 * itself, so `"5"` where a number belongs is an error there.
 */
export function createValidatorCompiler(): FastifySchemaCompiler<Record<string, unknown>> {
  const strict = formats.default(
    new Ajv({ coerceTypes: false, useDefaults: true, allErrors: false, discriminator: true }),
  );
  const coercing = formats.default(new Ajv({ coerceTypes: 'array', useDefaults: true, allErrors: false }));
  // Says nothing about what is valid.
  for (const ajv of [strict, coercing]) ajv.addKeyword(secretKeyword);
  return ({ schema, httpPart }) => {
    const validate = (httpPart === 'body' ? strict : coercing).compile(schema);
    return (value: unknown) => {
      if (validate(value)) return { value };
      const [error] = validate.errors ?? [];
      if (!error) return { error: new AppError('Validation', 'The request is not valid') };
      const { message, field } = describe(error, httpPart);
      return { error: new AppError('Validation', message, field === '' ? {} : { field }) };
    };
  };
}

/** Names the field and the rule, as the contract asks: `tags[0].key must match pattern "…"`. */
function describe(error: ErrorObject, part: string | undefined): { message: string; field: string } {
  const field = error.instancePath
    .slice(1)
    .split('/')
    .filter((step) => step !== '')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((path, step) => (/^\d+$/.test(step) ? `${path}[${step}]` : path ? `${path}.${step}` : step), '');
  const subject = field || (part === 'body' ? 'The body' : part === 'querystring' ? 'The query' : 'The request');
  const about = (name: string, rule: string) => ({ message: `${name} ${rule}`, field: name });
  const within = (name: unknown): string => (field ? `${field}.${String(name)}` : String(name));
  switch (error.keyword) {
    case 'required':
      return about(within(error.params.missingProperty), 'is required');
    case 'additionalProperties':
      return about(within(error.params.additionalProperty), 'is not a known field');
    case 'enum':
      return { message: `${subject} must be one of ${(error.params.allowedValues as unknown[]).join(', ')}`, field };
    default:
      return { message: `${subject} ${error.message ?? 'is not valid'}`, field };
  }
}
