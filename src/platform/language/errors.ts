/** Where in a text something is wrong; lines and columns count from 1. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** A payload path that is none, or a place that a value cannot be written to (workflows.md, "4. Paths, templates, expressions"). */
export class PathError extends Error {
  override readonly name = 'PathError';
}

/** An error in a text, or met while it is rendered or evaluated. */
class TextError extends Error {
  /** What is wrong; the message says where as well. */
  readonly reason: string;
  readonly position: TextPosition | undefined;

  constructor(reason: string, position?: TextPosition) {
    super(position ? `${reason} (line ${position.line}, column ${position.column})` : reason);
    this.reason = reason;
    this.position = position;
  }
}

/**
 * A template that does not compile, with where; or one that cannot be rendered (workflows.md, "4. Paths, templates, expressions"): a value that its helper
 * refuses, more than 5 MiB, longer than 250 ms. A run reports it by its name (workflows.md, "3. The run").
 */
export class TemplateError extends TextError {
  override readonly name = 'TemplateError';
}

/** An expression that does not compile, with where, or cannot be evaluated (workflows.md, "4. Paths, templates, expressions"). */
export class ExpressionError extends TextError {
  override readonly name = 'ExpressionError';
}
