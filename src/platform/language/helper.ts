import type { RenderRun } from './render-run.ts';

/** Text that is put into the result as it is, with two braces as with three (workflows.md, "4. Paths, templates, expressions": `jsonEncode`). */
export class SafeText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What a helper gets beside its arguments. */
export interface HelperCall {
  readonly hash: Readonly<Record<string, unknown>>;
  /** What `this` is in the template. */
  readonly context: unknown;
  readonly run: RenderRun;
}

/**
 * A function of templates. It must be bounded in time and in what it makes by itself: the run looks at the clock only
 * between helpers.
 */
export interface Helper {
  /** May stand before a block: `#name a b`, which is rendered when the result is true, else its `else`. */
  readonly isBlock?: boolean;
  /** Without arguments it means the helper even where the payload has a property of its name. */
  readonly standsAlone?: boolean;
  /** Gets a `SafeText` of a helper inside as such, not as text. */
  readonly takesSafeText?: boolean;
  /** @throws TemplateError */
  call(values: readonly unknown[], call: HelperCall): unknown;
}

/** Helpers by name. */
export type Helpers = ReadonlyMap<string, Helper>;

/** The value of what a helper returned. */
export function plainValue(value: unknown): unknown {
  return value instanceof SafeText ? value.text : value;
}
