/**
 * The one catalogue of errors. Every failure that leaves the server, over HTTP or MQTT, is an `AppError` with one of
 * these types; the type alone decides the HTTP status and the MQTT CONNACK code (contract: semantics.md,
 * "Conventions").
 */
export const errorCatalogue = {
  Validation: { status: 400, meaning: 'A field, parameter or message breaks a rule; the message names both.' },
  InvalidToken: { status: 401, meaning: 'The bearer token or the credentials are missing, wrong, expired or revoked.' },
  Unauthorized: { status: 401, meaning: 'The credentials given are not valid.' },
  Forbidden: { status: 403, meaning: 'The token can see the resource but lacks a scope that the action accepts.' },
  LimitReached: {
    status: 403,
    meaning:
      'The application has as much as it may; GET /applications/{applicationId}/limits says of what, and how much.',
  },
  NotFound: {
    status: 404,
    meaning: 'The resource does not exist, or the caller may not see it; the two are not told apart.',
  },
  MethodNotAllowed: {
    status: 405,
    meaning: 'The path exists, but not with this method; the Allow header names those it has.',
  },
  RequestTimeout: { status: 408, meaning: 'The request did not arrive within a minute, or nothing of an upload did.' },
  Conflict: { status: 409, meaning: 'Another resource already holds a value that must be unique.' },
  Gone: { status: 410, meaning: 'An invitation, or the link that confirms an e-mail, has expired; ask for a new one.' },
  PreconditionFailed: { status: 412, meaning: 'If-Match or If-Unmodified-Since does not hold: it was changed since.' },
  TooLarge: {
    status: 413,
    meaning: 'The body is larger than its action takes, mostly 256 KiB; the message says how much.',
  },
  UnsupportedMediaType: {
    status: 415,
    meaning:
      'The body is not JSON in UTF-8 (or not a form, where a file is sent), or it is compressed; the message says which.',
  },
  RangeNotSatisfiable: { status: 416, meaning: 'The Range begins beyond the end of the file.' },
  ExpectationFailed: { status: 417, meaning: 'Expect asks for something other than 100-continue.' },
  ValidationErrors: {
    status: 422,
    meaning: 'Most of an imported bundle breaks a rule, so nothing of it was stored; `validationErrors` says what.',
  },
  UpgradeRequired: { status: 426, meaning: 'The path speaks only the protocol that the Upgrade header names.' },
  Throttled: {
    status: 429,
    meaning: 'Too many calls or device messages; the Retry-After header says when to come back.',
  },
  HeadersTooLarge: { status: 431, meaning: 'The request line and the headers are larger than 16 KiB together.' },
  Internal: { status: 500, meaning: 'A fault in the server. The log has the details under the request id.' },
  NotImplemented: {
    status: 501,
    meaning: 'A known action of the API that this version does not offer yet, or a method that it does not know.',
  },
  Unavailable: {
    status: 503,
    meaning: 'The server cannot take the call now: starting, stopping, or its queues are full.',
  },
  InsufficientStorage: {
    status: 507,
    meaning: 'The disk of the server is full: nothing is stored until there is room again, while reading goes on.',
  },
} as const;

/** The types that errors of the API have (semantics.md, "Conventions"). */
export type ErrorType = keyof typeof errorCatalogue;

export interface AppErrorOptions {
  readonly cause?: unknown;
  /** Seconds after which a retry may succeed; becomes the Retry-After header. */
  readonly retryAfter?: number;
  /** Of a 400: the field that is wrong, as the message names it (`tags[0].key`); for forms. */
  readonly field?: string;
  /** What the answer says besides, where its type has more to say. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** A failure that a caller may see. `message` is written for the caller and never holds internals. */
export class AppError extends Error {
  readonly type: ErrorType;
  readonly retryAfter: number | undefined;
  readonly field: string | undefined;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(type: ErrorType, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.type = type;
    this.retryAfter = options.retryAfter;
    this.field = options.field;
    this.details = options.details;
  }

  get status(): number {
    return errorCatalogue[this.type].status;
  }
}

/** A 400 whose message starts with the name of the offending field. */
export function invalid(field: string, rule: string): AppError {
  return new AppError('Validation', `${field} ${rule}`, { field });
}

/** The 507 for whatever would store something while the disk is full. */
export function diskFull(cause?: unknown): AppError {
  const message = 'The disk of the server is full: nothing can be stored at present';
  return new AppError('InsufficientStorage', message, { cause, retryAfter: 30 });
}

/** The 404 for a resource, in the one wording that both "absent" and "not yours" share. */
export function notFound(resource: string): AppError {
  return new AppError('NotFound', `${resource} was not found`);
}
