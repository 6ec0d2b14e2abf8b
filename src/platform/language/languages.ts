import { parseJson } from '../../kernel/json-text.ts';
import { cutText } from '../../kernel/text.ts';
import { cachedByText } from './bounded-cache.ts';
import { isTrue } from './conversions.ts';
import { TemplateError } from './errors.ts';
import { escapeJson, escapeMarkdown, escapeMarkup } from './escape-markup.ts';
import { compileExpressionText } from './expression-parser.ts';
import { type Helpers, plainValue } from './helper.ts';
import { standardHelpers } from './helpers/index.ts';
import { type NestedLanguages, RenderRun } from './render-run.ts';
import { type CompilerSettings, compileTemplateText } from './template.ts';
import { rootScope } from './template-scope.ts';

export interface TemplateOptions {
  /**
   * What `{{ }}` keeps what it puts in from being. True, the default: HTML. False: nothing, for secrets and Switch
   * (workflows.md, "4. Paths, templates, expressions"). `markdown` and `json`: anything but text there (dashboards.md, "6. Templates,
   * expressions, formats").
   */
  readonly escape?: boolean | 'markdown' | 'json' | undefined;
  /** Helpers instead of those of workflows, for views and dashboards. Always the same map: compiled texts are kept by it. */
  readonly helpers?: Helpers | undefined;
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
   * The raw value, not a copy, if the template is one mustache with nothing but blanks around it; else the text.
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

/** Templates and expressions with the same helpers, and what was compiled of them. */
class Language implements NestedLanguages {
  readonly template: (text: string) => Template;
  readonly jsonTemplate: (text: string) => JsonTemplate;
  readonly expression: (text: string) => Expression;
  readonly render: NestedLanguages['render'];
  readonly evaluate: NestedLanguages['evaluate'];

  constructor(settings: CompilerSettings) {
    const compile = cachedByText((text) => compileTemplateText(text, settings));
    const compileExpression = cachedByText((text) => ({ evaluate: compileExpressionText(text, settings) }));
    const start = (payload: unknown) => rootScope(payload, new RenderRun(this));
    this.template = (text) => {
      const { write, read } = compile(text);
      const render = (payload: unknown) => write(start(payload));
      return { render, renderValue: read ? (payload) => plainValue(read(start(payload))) : render };
    };
    this.jsonTemplate = (text) => {
      const { write } = compile(text);
      return { render: (payload) => parseRendered(write(start(payload))) };
    };
    this.expression = (text) => {
      const compiled = compileExpression(text);
      const evaluate = (payload: unknown) => compiled.evaluate(start(payload));
      return { evaluate, test: (payload) => isTrue(evaluate(payload)) };
    };
    this.render = (text, context, run) => compile(text).write(rootScope(context, run));
    this.evaluate = (text, context, run) => compileExpression(text).evaluate(rootScope(context, run));
  }
}

/** By what is escaped, the language of each map of helpers. */
const languages = {
  true: { escape: escapeMarkup, known: new WeakMap<Helpers, Language>() },
  false: { escape: undefined, known: new WeakMap<Helpers, Language>() },
  markdown: { escape: escapeMarkdown, known: new WeakMap<Helpers, Language>() },
  json: { escape: escapeJson, known: new WeakMap<Helpers, Language>() },
};

function languageFor(options: TemplateOptions = {}): Language {
  const { helpers = standardHelpers } = options;
  const { known, ...settings } = languages[`${options.escape ?? true}`];
  let language = known.get(helpers);
  if (!language) {
    language = new Language({ helpers, ...settings });
    known.set(helpers, language);
  }
  return language;
}

/**
 * Compiles a template (workflows.md, "4. Paths, templates, expressions"): T, and V by `renderValue`.
 *
 * @throws TemplateError with the position, for what is no template or uses a helper that there is not
 */
export function compileTemplate(text: string, options?: TemplateOptions): Template {
  return languageFor(options).template(text);
}

/** Compiles a JSON template (J). @throws TemplateError with the position, as `compileTemplate` */
export function compileJsonTemplate(text: string): JsonTemplate {
  return languageFor().jsonTemplate(text);
}

/** Compiles an expression (E). @throws ExpressionError with the position */
export function compileExpression(text: string, options?: Pick<TemplateOptions, 'helpers'>): Expression {
  return languageFor(options).expression(text);
}

/** More of a text would not help to find what is wrong with it. */
const shownLength = 80;

function parseRendered(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return parseJson(text);
  } catch (error) {
    const start = text.length > shownLength ? `${cutText(text, shownLength)}…` : text;
    throw new TemplateError(`what the template made is no JSON (${(error as Error).message}): ${start}`);
  }
}
