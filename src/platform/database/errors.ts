import { AppError, diskFull, type ErrorType } from '../../kernel/errors.ts';

/** What PostgreSQL says about a failure (Appendix A of its manual), as the `pg` driver hands it over. */
interface DatabaseFailure {
  readonly code: string;
  readonly constraint?: string;
}

function isDatabaseFailure(error: unknown): error is DatabaseFailure {
  // `severity` tells a SQLSTATE from the five-letter codes of the operating system, such as EPIPE.
  return (
    error instanceof Error &&
    'severity' in error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^[0-9A-Z]{5}$/.test(error.code)
  );
}

function findDatabaseFailure(error: unknown): DatabaseFailure | undefined {
  // Five links are more than anything here wraps; the bound guards against a cause that points at itself.
  let link = error;
  for (let depth = 0; depth < 5 && link instanceof Error; depth++) {
    if (isDatabaseFailure(link)) return link;
    link = link.cause;
  }
  return undefined;
}

/** The SQLSTATE of a failure that came out of `Database`, undefined when PostgreSQL did not report it. */
export function sqlStateOf(error: unknown): string | undefined {
  return findDatabaseFailure(error)?.code;
}

/** Whether a value was at fault (class 22): a batch that holds the value fails again however often it is repeated. */
export function isDataError(error: unknown): boolean {
  return sqlStateOf(error)?.startsWith('22') ?? false;
}

/**
 * Whether a session's plan of a statement no longer fits, because the schema has changed ("cached plan must not change result
 * type") or the session has never heard of it: asked anew, the statement may well succeed.
 */
export function isStalePlan(error: unknown): boolean {
  return ['0A000', '26000'].includes(sqlStateOf(error) ?? '');
}

/** Whether a unique index refused a row; with `constraint`, whether it was the index of that name. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const failure = findDatabaseFailure(error);
  return failure?.code === '23505' && (constraint === undefined || failure.constraint === constraint);
}

/** Whether a lock was not to be had within `lock_timeout`: somebody else is at work there. */
export function isLockTimeout(error: unknown): boolean {
  return sqlStateOf(error) === '55P03';
}

interface Rule {
  readonly codes: RegExp;
  readonly type: ErrorType;
  readonly message: string;
  readonly retryAfter?: number;
}

/** First match wins. Messages are for callers, so they name no table, column or value. */
const rules: readonly Rule[] = [
  { codes: /^23505/, type: 'Conflict', message: 'Another resource already holds a value that must be unique' },
  { codes: /^23503/, type: 'Conflict', message: 'The resource refers to another one that does not exist' },
  { codes: /^22/, type: 'Validation', message: 'A value cannot be stored as it is' },
  {
    codes: /^(40001|40P01)/,
    type: 'Unavailable',
    message: 'The request conflicted with another change; retry it',
    retryAfter: 1,
  },
  { codes: /^(57014|55P03)/, type: 'Unavailable', message: 'The database took too long', retryAfter: 5 },
  { codes: /^(08|53|57P0|25P03)/, type: 'Unavailable', message: 'The database cannot be reached', retryAfter: 5 },
];

// What Node, the driver and its pool say when the way to the server is at fault. The driver gives most no code.
const connectionCodes = /^(E[A-Z]+|ERR_STREAM_[A-Z_]+|ERR_SOCKET_[A-Z_]+)$/;
const connectionMessages =
  /^(Connection terminated|timeout expired|timeout exceeded|Query read timeout|Client (has encountered a connection error|was closed))/;

/** Whether the connection itself failed, so that it must not be used again. */
export function isConnectionFailure(error: unknown): boolean {
  if (isDatabaseFailure(error)) return /^(08|57P0)/.test(error.code);
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return connectionCodes.test(code) || connectionMessages.test(error.message);
}

/** The error that leaves `Database` for any failure below it; the original is its `cause`. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isDatabaseFailure(error)) {
    if (error.code === '53100') return diskFull(error);
    const rule = rules.find(({ codes }) => codes.test(error.code));
    if (rule) return new AppError(rule.type, rule.message, { cause: error, retryAfter: rule.retryAfter });
  } else if (isConnectionFailure(error)) {
    return new AppError('Unavailable', 'The database cannot be reached', { cause: error, retryAfter: 5 });
  }
  return new AppError('Internal', 'The database rejected a statement', { cause: error });
}
