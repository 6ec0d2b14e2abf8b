import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../kernel/errors.ts';

/** Fastify's own failures, said in the contract's words (semantics.md, "Conventions"). */
const frameworkErrors: Readonly<Record<string, () => AppError>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () => new AppError('TooLarge', 'The body is larger than 256 KiB'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => new AppError('Validation', 'Content-Type must be application/json'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () => new AppError('Validation', 'Content-Length does not match the body'),
  FST_ERR_BAD_URL: () => new AppError('Validation', 'The path is not a valid URL'),
  FST_ERR_MAX_PARAM_LENGTH: () => new AppError('NotFound', 'A part of the path is longer than any id or name'),
  FST_ERR_CTP_EMPTY_JSON_BODY: () => new AppError('Validation', 'The body is not valid JSON'),
};

/** Any thrown thing as the one error that may leave the server. Unknown ones become a plain 500 without internals. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = (error as { code?: unknown } | undefined)?.code;
  const known = typeof code === 'string' ? frameworkErrors[code] : undefined;
  if (known) return known();
  const status = (error as { statusCode?: unknown } | undefined)?.statusCode;
  if (status === 400) return new AppError('Validation', 'The request is not valid', { cause: error });
  return new AppError('Internal', 'The server could not complete the request', { cause: error });
}

/** Answers with the error envelope `{type, message, requestId}`. */
export function writeError(reply: FastifyReply, request: FastifyRequest, error: AppError): void {
  if (error.retryAfter !== undefined) reply.header('retry-after', String(Math.ceil(error.retryAfter)));
  reply
    .code(error.status)
    .type('application/json; charset=utf-8')
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send({ type: error.type, message: error.message, requestId: request.id });
}
