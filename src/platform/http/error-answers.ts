import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError, type ErrorType, invalid } from '../../kernel/errors.ts';
import { findNullCharacter } from '../../kernel/json-text.ts';
import { isDataError } from '../database/errors.ts';

/** What a body may have where its action says nothing else. */
export const maxBodyBytes = 256 * 1024;

/** Fastify's own failures, said in the contract's words (semantics.md, "Conventions"). */
const frameworkErrors: Readonly<Record<string, (limits: RouteLimits) => AppError>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ({ bodyLimit = maxBodyBytes }) =>
    new AppError('TooLarge', `The body is larger than ${inUnits(bodyLimit)}`),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => new AppError('UnsupportedMediaType', 'Content-Type must be application/json'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () => new AppError('Validation', 'Content-Length does not match the body'),
  FST_ERR_BAD_URL: () => new AppError('Validation', 'The path is not a valid URL'),
  FST_ERR_MAX_PARAM_LENGTH: () => new AppError('NotFound', 'A part of the path is longer than any id or name'),
  FST_ERR_CTP_EMPTY_JSON_BODY: () => new AppError('Validation', 'The body is not valid JSON'),
  // Whatever a static folder does not want to look at, it does not have.
  FST_STATIC_FORBIDDEN_PATH: () => new AppError('NotFound', 'The file was not found'),
};

/** What the route of a request allows, as far as it is known. */
interface RouteLimits {
  /** Bytes. */
  readonly bodyLimit?: number;
}

function inUnits(bytes: number): string {
  const mebibytes = bytes / 1024 / 1024;
  return Number.isInteger(mebibytes) ? `${mebibytes} MiB` : `${Math.floor(bytes / 1024)} KiB`;
}

/**
 * What a library's error means when all that is known of it is its status. A status that is missing here and below 500
 * is said as 400: the caller's fault, as far as anybody can tell.
 */
const errorsByStatus: ReadonlyMap<number, [ErrorType, string]> = new Map([
  [403, ['NotFound', 'The file was not found']],
  [404, ['NotFound', 'The file was not found']],
  [408, ['RequestTimeout', 'The request took too long to arrive']],
  [412, ['PreconditionFailed', 'A precondition of the request does not hold']],
  [413, ['TooLarge', 'The body is larger than 256 KiB']],
  [415, ['UnsupportedMediaType', 'Content-Type must be application/json']],
  [416, ['RangeNotSatisfiable', 'The Range begins beyond the end of the file']],
  [417, ['ExpectationFailed', 'The expectation cannot be met']],
  [431, ['HeadersTooLarge', 'The headers are too large']],
]);

/** Any thrown thing as the one error that may leave the server. Unknown ones become a plain 500 without internals. */
export function toAppError(error: unknown, limits: RouteLimits = {}): AppError {
  if (error instanceof AppError) return error;
  const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: unknown };
  const known = typeof code === 'string' ? frameworkErrors[code] : undefined;
  if (known) return known(limits);
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    const [type, message] = errorsByStatus.get(statusCode) ?? (['Validation', 'The request is not valid'] as const);
    return new AppError(type, message, { cause: error });
  }
  return new AppError('Internal', 'The server could not complete the request', { cause: error });
}

/**
 * PostgreSQL has no text with U+0000 and does not say where it stood. Most fields are found out by the database alone: names
 * of devices may hold any character, and values of reports are judged one by one.
 */
export function nameUnstorable(error: AppError, request: Pick<FastifyRequest, 'body' | 'query'>): AppError {
  if (error.type !== 'Validation' || error.field !== undefined || !isDataError(error)) return error;
  const field = findNullCharacter(request.body) ?? findNullCharacter(request.query);
  return field === undefined ? error : invalid(field || 'The body', 'must not contain the character U+0000');
}

declare module 'fastify' {
  interface FastifyInstance {
    /** What the paths begin with whose errors are `{"error": "<text>"}`: their callers know nothing of the envelope. */
    plainErrorPaths: string[];
  }
}

/** The error envelope. */
export function toEnvelope(error: AppError, requestId: string) {
  const { details, field, message, type } = error;
  return { type, message, ...(field === undefined ? {} : { field }), ...details, requestId };
}

/** Responds with the error envelope `{type, message, requestId}`, or plainly where the path asks for that. */
export function writeError(reply: FastifyReply, request: FastifyRequest, error: AppError): void {
  if (error.retryAfter !== undefined) reply.header('retry-after', String(Math.ceil(error.retryAfter)));
  // What had been made ready for the success (of a static file, say) does not describe the error.
  for (const name of ['content-encoding', 'content-length', 'cache-control', 'etag', 'last-modified']) {
    reply.removeHeader(name);
  }
  const range = (error.cause as { headers?: Record<string, string> } | undefined)?.headers?.['Content-Range'];
  if (error.status === 416 && range !== undefined) reply.header('content-range', range);
  const isPlain = (request.server.plainErrorPaths ?? []).some((path) => request.url.startsWith(path));
  reply
    .code(error.status)
    .type('application/json; charset=utf-8')
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(isPlain ? { error: error.message } : toEnvelope(error, request.id));
}
