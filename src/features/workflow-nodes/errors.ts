import { AppError, type ErrorType, errorCatalogue } from '../../kernel/errors.ts';

/** A failure of a run, by the name that flowError handlers and logs see (workflows.md, "3. The run"). */
export class NodeError extends Error {
  constructor(
    /** `TemplateError`, `ValidationError`, `TimeoutError` … */
    name: string,
    message: string,
  ) {
    super(message);
    this.name = name;
  }
}

/** A failure as it stands in a payload. */
export interface ErrorShape {
  readonly name: string;
  readonly message: string;
  readonly stack?: readonly string[];
}

/** An error as flowError handlers and logs see it: API errors by their type, those of the language by their name. */
export function toErrorShape(error: unknown): ErrorShape {
  if (error instanceof AppError) return { name: error.type, message: error.message };
  if (error instanceof Error) {
    // Of a function node; the others tell nothing about the flow by their stack.
    const { lines } = error as { lines?: readonly string[] };
    return { name: error.name, message: error.message, ...(lines ? { stack: lines } : {}) };
  }
  return { name: 'Internal', message: 'The server failed' };
}

/**
 * Whether the action of a node has failed, as opposed to its config, its templates or the run: what a soft node puts into the
 * payload, and `errorBehavior` speaks of.
 */
export function isActionError(error: unknown): error is AppError | ActionError {
  return error instanceof AppError || error instanceof ActionError;
}

/** The action of a node has failed, in a way that is no API error: no response of a host, a text that is no JSON. */
export class ActionError extends NodeError {
  /** What is known of it besides, for the error path: `{request}` of Http. */
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(name: string, message: string, details?: Readonly<Record<string, unknown>>) {
    super(name, message);
    this.details = details;
  }
}

/** An error that has come from another thread as plain data, as nodes know it: API errors are AppErrors again. */
export function restoreError({ name, message, isApiError }: ErrorShape & { readonly isApiError: boolean }): Error {
  return isApiError && name in errorCatalogue ? new AppError(name as ErrorType, message) : new NodeError(name, message);
}
