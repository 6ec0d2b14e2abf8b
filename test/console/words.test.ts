import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { pickLanguage } from '../../console/src/words/language.ts';
import { t, tn } from '../../console/src/words/words.ts';

const sources = fileURLToPath(new URL('../../console/src/', import.meta.url));
type Words = Record<string, string | Record<string, string>>;
const german = JSON.parse(readFileSync(join(sources, 'words/de.json'), 'utf8')) as Words;

/** What is given to t(), tn() and formatCount() as it is written there, and what is given to them otherwise. */
function readTexts() {
  const texts = new Set<string>();
  const plurals = new Set<string>();
  const others: string[] = [];
  const take = (into: Set<string>, node: ts.Node | undefined, toText = (text: string) => text) => {
    if (node && ts.isStringLiteralLike(node)) into.add(toText(node.text));
    else if (node) others.push(node.getText());
  };
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));
  for (const file of files.filter((name) => !name.startsWith('words/') && name !== 'shared/format.ts')) {
    const text = readFileSync(join(sources, file), 'utf8');
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
        const [first, second, third] = node.arguments;
        if (node.expression.text === 't') take(texts, first);
        if (node.expression.text === 'tn') take(plurals, third);
        if (node.expression.text === 'formatCount') take(plurals, second, toPlural);
      }
      if (ts.isJsxAttribute(node) && node.name.getText() === 'noun') take(plurals, node.initializer, toPlural);
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX));
  }
  return { texts, plurals, others };
}

const toPlural = (noun: string) => `{count} ${/[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`}`;
const placesOf = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();
const formsOf = (words: Words[string] | undefined) =>
  typeof words === 'string' ? [words] : Object.values(words ?? {});

const { texts, plurals, others } = readTexts();

describe('German', () => {
  test('has every text of the console', () => {
    expect([...texts, ...plurals].filter((text) => !Object.hasOwn(german, text))).toEqual([]);
  });

  test('has no text that the console has no longer', () => {
    // Nouns in the labels of a form's rows are translated where they are used.
    const nouns = new Set(['attribute', 'tag']);
    const stale = Object.keys(german).filter((text) => !texts.has(text) && !plurals.has(text) && !nouns.has(text));
    expect(stale).toEqual([]);
  });

  test('has the places of every text, no more and no fewer', () => {
    const wrong = Object.entries(german).filter(([text, words]) =>
      formsOf(words).some((form) => placesOf(form).join() !== placesOf(text).join()),
    );
    expect(wrong).toEqual([]);
  });

  test('has both forms where a number decides', () => {
    const rules = new Intl.PluralRules('de').resolvedOptions().pluralCategories;
    const wrong = Object.entries(german).filter(
      ([, words]) => typeof words !== 'string' && rules.some((rule) => words[rule] === undefined),
    );
    expect(wrong).toEqual([]);
  });
});

test('texts are written out where they are used, but for the few that are given on', () => {
  expect(others.filter((code) => !/^(noun|what|attribute === undefined|count === 1|\w+ === )/.test(code))).toEqual([]);
});

test('what is not translated reads as English, with its values', () => {
  expect(t('There is no such text, {name}', { name: 'Ada' })).toBe('There is no such text, Ada');
  expect(t('{__proto__} stays')).toBe('{__proto__} stays');
  expect(tn(1, '{count} thing', '{count} things')).toBe('1 thing');
  expect(tn(0, '{count} thing', '{count} things')).toBe('0 things');
});

test('the language is the chosen one, or the first of the browser that there is', () => {
  expect(pickLanguage(undefined, ['fr-FR', 'de-CH', 'en'])).toBe('de');
  expect(pickLanguage(undefined, ['fr-FR'])).toBe('en');
  expect(pickLanguage('en', ['de'])).toBe('en');
});
