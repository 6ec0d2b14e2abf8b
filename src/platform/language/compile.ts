export interface TemplateOptions {
  /** False where `{{ }}` is not to escape HTML: secrets and Switch (workflows.md, 4). Default true. */
  readonly escape?: boolean | undefined;
}

/** A compiled template (T), which is a value template (V) as well. */
export interface Template {
  /**
   * The text for this payload.
   *
   * @throws TemplateError
   */
  render(payload: unknown): string;
  /**
   * The raw value, not a copy, if the template is exactly one mustache; else the text.
   *
   * @throws TemplateError
   */
  renderValue(payload: unknown): unknown;
}

/** A compiled JSON template (J). */
export interface JsonTemplate {
  /**
   * The value that the rendered text is as JSON; undefined when it is blank.
   *
   * @throws TemplateError also for text that is no JSON
   */
  render(payload: unknown): unknown;
}

/** A compiled expression (E). */
export interface Expression {
  /** @throws ExpressionError, and TemplateError of what is in its mustaches */
  evaluate(payload: unknown): unknown;
  /** Whether the value is true as in JavaScript. @throws as `evaluate` */
  test(payload: unknown): boolean;
}

/** @throws TemplateError with the position, for what is no template or uses a helper that there is not */
export function compileTemplate(_text: string, _options?: TemplateOptions): Template {
  throw new Error('not built yet');
}

/** @throws TemplateError with the position */
export function compileJsonTemplate(_text: string): JsonTemplate {
  throw new Error('not built yet');
}

/** @throws ExpressionError with the position */
export function compileExpression(_text: string): Expression {
  throw new Error('not built yet');
}
