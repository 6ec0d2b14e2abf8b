import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compileExpression, compileTemplate, readPath } from './index.ts';

const page = readFileSync(new URL('../../../docs/workflow-language.md', import.meta.url), 'utf8');
const json = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '') as Record<string, unknown>;
const payload = { ...json, time: new Date(json.time as string) };

/** The examples of a chapter: rows of two code spans. */
function examplesOf(title: string): [string, string][] {
  const chapter = page.split('\n## ').find((part) => part.startsWith(title)) ?? '';
  return [...chapter.matchAll(/^\| `(.*)` \| `(.*)` \|$/gm)].map(
    ([, example, result]) =>
      [example ?? '', result ?? ''].map((text) => text.replaceAll('\\|', '|')) as [string, string],
  );
}

it.each(examplesOf('Payload paths'))('the path %s', (path, result) => {
  const value = readPath(payload, path);
  expect(value === undefined ? 'undefined' : JSON.stringify(value)).toBe(result);
});

it.each(examplesOf('Templates'))('the template %s', (template, result) => {
  expect(compileTemplate(template).render(payload)).toBe(result);
});

it.each(examplesOf('Expressions'))('the expression %s', (expression, result) => {
  expect(JSON.stringify(compileExpression(expression).evaluate(payload))).toBe(result);
});
