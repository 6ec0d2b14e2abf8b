import { t } from '../words/words.ts';
/** A call that failed, in the words of the API's error envelope. */
export class ApiError extends Error {
  readonly status: number;
  readonly type: string;
  /** The field of the request that was refused, as the API calls it: `attributes[1].name`. */
  readonly field: string | undefined;
  readonly requestId: string | undefined;
  /** Seconds after which a retry may succeed. */
  readonly retryAfter: number | undefined;
  /** Everything that was wrong, where the API says more than the first of it. */
  readonly details: readonly unknown[];

  constructor(failure: {
    status: number;
    type: string;
    message: string;
    field?: string;
    requestId?: string;
    retryAfter?: number;
    details?: readonly unknown[];
  }) {
    super(failure.message);
    this.name = 'ApiError';
    this.status = failure.status;
    this.type = failure.type;
    this.field = failure.field;
    this.requestId = failure.requestId;
    this.retryAfter = failure.retryAfter;
    this.details = failure.details ?? [];
  }
}

/** What an answer that is not 2xx says; a proxy's HTML page becomes a sentence with its status. */
export function toApiError(response: Response, body: unknown): ApiError {
  const said = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new ApiError({
    status: response.status,
    type: typeof said.type === 'string' ? said.type : 'Unknown',
    message:
      typeof said.message === 'string'
        ? said.message
        : t('The server answered with status {status}', { status: response.status }),
    ...(typeof said.field === 'string' ? { field: said.field } : {}),
    ...(typeof said.requestId === 'string' ? { requestId: said.requestId } : {}),
    ...(Number.isFinite(retryAfter) ? { retryAfter } : {}),
    ...(Array.isArray(said.details) ? { details: said.details } : {}),
  });
}

/** A sentence for a person, whatever was thrown. */
export function describeError(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  // fetch() says only "Failed to fetch" when the server cannot be reached.
  if (error instanceof TypeError) return t('The server cannot be reached');
  return error instanceof Error ? error.message : String(error);
}
