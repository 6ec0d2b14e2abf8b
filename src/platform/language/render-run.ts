import { threadTime } from '../../kernel/thread-time.ts';
import { maxTextLength, tooLong } from './conversions.ts';
import { TemplateError } from './errors.ts';

/** What one template or expression may take, ms of processor time (workflows.md, "4. Paths, templates, expressions"). */
const maxMs = 250;
/** After how long by the clock the processor's time begins to count. */
const freeMs = 10;
/** Steps between two looks at the clock: some ten microseconds. */
const stepsPerLook = 100;

/** The nested texts of `template` and `evalExpression`, which the compilers of both languages do. */
export interface NestedLanguages {
  render(text: string, context: unknown, run: RenderRun): string;
  evaluate(text: string, context: unknown, run: RenderRun): unknown;
}

/**
 * What one rendering or evaluation may still use. It is stopped after 250 ms, looked at every hundred steps and after each
 * helper; no helper takes long by itself, because what it reads and makes is bounded as well.
 */
export class RenderRun {
  readonly #languages: NestedLanguages;
  readonly #start = performance.now();
  #startOfThread: number | undefined;
  #steps = 0;
  #excusedMs = 0;
  #written = 0;
  #isNested = false;

  constructor(languages: NestedLanguages) {
    this.#languages = languages;
  }

  /** @throws TemplateError when the time is over */
  step(): void {
    this.#steps += 1;
    if (this.#steps % stepsPerLook === 0) this.look();
  }

  /** As `step`, for what may have taken long. */
  look(): void {
    const elapsed = performance.now() - this.#start - this.#excusedMs;
    // The processor's time takes longer to read than most templates to render: it counts from here on, and is not looked at
    // before the clock says that it can be over.
    if (elapsed <= freeMs) return;
    this.#startOfThread ??= threadTime();
    if (elapsed > maxMs && threadTime() - this.#startOfThread - this.#excusedMs > maxMs)
      throw new TemplateError(`it must not take longer than ${maxMs} ms`);
  }

  /** Loads a package at its first use, which is no template's fault: the time is not counted. */
  excuse<Result>(load: () => Result): Result {
    this.#startOfThread ??= threadTime();
    const start = threadTime();
    try {
      return load();
    } finally {
      this.#excusedMs += threadTime() - start;
    }
  }

  /** Counts what becomes a part of the result. @throws TemplateError beyond 5 MiB */
  write(text: string): string {
    this.#written += text.length;
    if (this.#written > maxTextLength) throw tooLong();
    return text;
  }

  /** Renders the text of a value as a template, within what this run has left. @throws TemplateError inside another one */
  renderNested(text: string, context: unknown): string {
    return this.#nested(() => {
      const written = this.#written;
      const result = this.#languages.render(text, context, this);
      // It is counted when it gets into the result, if it does.
      this.#written = written;
      return result;
    });
  }

  /** Evaluates the text of a value as an expression. @throws as `renderNested` */
  evaluateNested(text: string, context: unknown): unknown {
    return this.#nested(() => this.#languages.evaluate(text, context, this));
  }

  #nested<Result>(work: () => Result): Result {
    if (this.#isNested) throw new TemplateError('template and evalExpression work one level deep only');
    this.#isNested = true;
    try {
      return work();
    } finally {
      this.#isNested = false;
    }
  }
}
