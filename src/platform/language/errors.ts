/** Where in a text something is wrong; lines and columns count from 1. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** A payload path that is none, or a place that a value cannot be written to (workflows.md, 4). */
export class PathError extends Error {
  override readonly name = 'PathError';
}

/**
 * A template that does not compile, with where; or one that cannot be rendered (workflows.md, 4): a value that its helper
 * refuses, more than 5 MiB, longer than 250 ms. A run reports it by its name (workflows.md, 3).
 */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  readonly position: TextPosition | undefined;

  constructor(message: string, position?: TextPosition) {
    super(position ? `${message} (line ${position.line}, column ${position.column})` : message);
    this.position = position;
  }
}

/** An expression that does not compile, with where, or cannot be evaluated (workflows.md, 4). */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  readonly position: TextPosition | undefined;

  constructor(message: string, position?: TextPosition) {
    super(position ? `${message} (line ${position.line}, column ${position.column})` : message);
    this.position = position;
  }
}
