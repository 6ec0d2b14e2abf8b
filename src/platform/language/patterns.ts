import { createRequire } from 'node:module';
import type { RE2JS } from 're2js';
import { cutText } from '../../kernel/text.ts';
import { cachedByText } from './bounded-cache.ts';
import { toText } from './conversions.ts';
import { TemplateError } from './errors.ts';
import type { RenderRun } from './render-run.ts';

const maxPatternLength = 1000;
/** Characters times repetitions, so that a pattern becomes at most so many instructions: a tenth of a second to compile. */
const maxRepetitionCost = 15_000;
/** Instructions times characters: each takes up to 60 ns at worst, so a quarter of a second. */
const maxMatchCost = 4_000_000;

/** Loaded at the first pattern: that takes 100 ms. */
let engine: typeof RE2JS | undefined;

function loadEngine(): typeof RE2JS {
  if (!engine) {
    engine = (createRequire(import.meta.url)('re2js') as { RE2JS: typeof RE2JS }).RE2JS;
    // Its tables of characters are made with the first pattern that asks for them.
    engine.compile('(?i)[a-z]+\\d{1,3}\\w$').test('warm up');
  }
  return engine;
}

const compile = cachedByText(
  (pattern): RE2JS => {
    try {
      return loadEngine().compile(loadEngine().translateRegExp(pattern));
    } catch (error) {
      throw new TemplateError(`the pattern ${shown(pattern)} cannot be searched for: ${(error as Error).message}`);
    }
  },
  // An instruction takes some hundred bytes.
  { entries: 500, weight: 100_000, weigh: (compiled) => compiled.programSize() + 1 },
);

/**
 * Whether the pattern is found in the text (`String(value)`, a missing one being empty). It is a regular expression without
 * look-around and back references, which takes time linear in the text (workflows.md, "4. Paths, templates, expressions").
 *
 * @throws TemplateError for what is no such pattern, and where pattern and text are so long that it would take longer than a
 * template may
 */
export function matchesPattern(value: unknown, pattern: unknown, run?: RenderRun): boolean {
  const text = toText(value);
  const source = toText(pattern);
  if (source.length > maxPatternLength || repetitionCost(source) > maxRepetitionCost)
    throw new TemplateError(`the pattern ${shown(source)} is too long`);
  if (!engine) run ? run.excuse(loadEngine) : loadEngine();
  const compiled = compile(source);
  if (compiled.programSize() * text.length > maxMatchCost)
    throw new TemplateError(`the text is too long for the pattern ${shown(source)}`);
  return compiled.test(text);
}

function repetitionCost(pattern: string): number {
  let repetitions = 1;
  for (const [, least, most] of pattern.matchAll(/\{(\d+)(?:,(\d*))?\}/g))
    repetitions += Math.max(Number(least), Number(most ?? 0));
  return repetitions * pattern.length;
}

function shown(pattern: string): string {
  return `"${cutText(pattern, 80)}"`;
}
