import { describe, expect, test } from 'vitest';
import { pickLanguage } from '../../console/src/words/language.ts';
import { inSentence, t, tn } from '../../console/src/words/words.ts';
import { findBareTexts, findForgotten, findLoginFiles, readJson, readTexts } from './texts.ts';

type Words = Record<string, string | Record<string, string>>;
interface Field {
  readonly label: string;
  readonly help?: string;
  readonly fields?: readonly Field[];
}

const { texts, plurals, others } = readTexts();
const ofLogin = readTexts(findLoginFiles());
const declared = {
  resources: readJson<{ label: string }[]>('api/resources.json').map(({ label }) => label),
  actions: readJson<{ summary: string }[]>('api/actions.json').map(({ summary }) => summary),
  workflowParts: Object.values(
    readJson<Record<string, (Pick<Field, 'fields'> & { summary: string })[]>>('api/workflow-parts.json'),
  )
    .flat()
    .flatMap(({ summary, fields = [] }) => [summary, ...fields.flatMap(textsOf)]),
};

function textsOf({ label, help, fields = [] }: Field): string[] {
  return [label, ...(help === undefined ? [] : [help]), ...fields.flatMap(textsOf)];
}

/** Where each text belongs: what is loaded before the login is small, and what the server declares comes with its page. */
const login = new Set([...ofLogin.texts, ...ofLogin.plurals]);
const pages = new Set([...texts, ...plurals, ...declared.resources].filter((text) => !login.has(text)));
const known = (text: string) => login.has(text) || pages.has(text);
const wanted = {
  login,
  pages,
  actions: new Set(declared.actions.filter((text) => !known(text))),
  'workflow-parts': new Set(declared.workflowParts.filter((text) => !known(text))),
};

const placesOf = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();
const formsOf = (words: Words[string] | undefined) =>
  typeof words === 'string' ? [words] : Object.values(words ?? {});

describe.for(Object.entries(wanted))('German, %s.json', ([part, wants]) => {
  const german = readJson<Words>(`words/de/${part}.json`);

  test('has every text of the console', () => {
    expect([...wants].filter((text) => !Object.hasOwn(german, text))).toEqual([]);
  });

  test('has no text that the console has no longer, or elsewhere', () => {
    expect(Object.keys(german).filter((text) => !wants.has(text))).toEqual([]);
  });

  test('has the places of every text, no more and no fewer', () => {
    const wrong = Object.entries(german).filter(([text, words]) =>
      formsOf(words).some((form) => placesOf(form).join() !== placesOf(text).join()),
    );
    expect(wrong).toEqual([]);
  });

  test('has both forms where a number decides', () => {
    const rules = new Intl.PluralRules('de').resolvedOptions().pluralCategories;
    const wrong = Object.entries(german).filter(([text, words]) =>
      typeof words === 'string'
        ? plurals.has(text) && words === ''
        : rules.some((rule) => words[rule] === undefined) || !plurals.has(text),
    );
    expect(wrong).toEqual([]);
  });

  test('is sorted, so that two who add to it do not meet', () => {
    expect(Object.keys(german)).toEqual(Object.keys(german).sort());
  });
});

test('texts are written out where they are used, but for nouns that are given on and what the server declares', () => {
  expect([...others].sort()).toEqual([
    'api/resources.ts: each.label',
    'pages/workflows/model/declarations.ts: each.help',
    'pages/workflows/model/declarations.ts: each.label',
    'pages/workflows/model/declarations.ts: each.summary',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the code as it stands there
    'shared/format.ts: `{count} ${plural}`',
    'shared/table/resource-table.tsx: noun',
    'shared/tokens/scopes.ts: each.summary',
  ]);
});

test('nothing that people read is kept from translation, but for names and examples of what to type', () => {
  const examples = [
    '… … (UTC)',
    'Signalbox',
    ...['curl', 'MQTT.js', 'Python', 'Arduino', 'JSON', 'npx signalbox reset-password'],
    ...['plant', 'temperature', 'setSpeed', 'speed', 'key', '{"speed": 3}', 'plant/+/alarm', '/any/path?a=1'],
    ...['https://api.example.com/v1/*', 'ops@example.com', '-----BEGIN CERTIFICATE-----', 'null'],
    ...['{{value-0}}', '{{all.count}}', '{{ctx.name}}', '{{data.celsius}} °C', '{{working.text}}'],
    // Names of fields of the API, and a class of the style sheet.
    ...['name', 'description', 'foreign'],
  ];
  const bare = findBareTexts().map((found) => found.slice(found.indexOf(': ') + 2));
  expect(bare.filter((text) => !examples.includes(text))).toEqual([]);
  expect(examples.filter((text) => !bare.includes(text))).toEqual([]);
});

test('no text is translated in one place and forgotten in another', () => {
  // What a key is called, or a type of data or of token.
  const names = /: (Escape|Delete|Shift|Enter|Tab|Home|End|Files|Application|Organization|User)$/;
  const german = { ...readJson<Words>('words/de/login.json'), ...readJson<Words>('words/de/pages.json') };
  const isTranslated = (text: string) => known(text) && german[text] !== text;
  expect(findForgotten(isTranslated).filter((found) => !names.test(found))).toEqual([]);
});

test('what is not translated reads as English, with its values', () => {
  expect(t('There is no such text, {name}', { name: 'Ada' })).toBe('There is no such text, Ada');
  expect(t('{__proto__} stays')).toBe('{__proto__} stays');
  expect(tn(1, '{count} thing', '{count} things')).toBe('1 thing');
  expect(tn(0, '{count} thing', '{count} things')).toBe('0 things');
});

test('what tells two meanings of a word apart is not shown', () => {
  expect(t('Tag||verb')).toBe('Tag');
});

test('a label begins small inside of an English sentence, unless it is a name', () => {
  expect(inSentence('Secret')).toBe('secret');
  expect(inSentence('MQTT server')).toBe('MQTT server');
});

test('the language is the chosen one, or the first of the browser that there is', () => {
  expect(pickLanguage(undefined, ['fr-FR', 'de-CH', 'en'])).toBe('de');
  expect(pickLanguage(undefined, ['fr-FR'])).toBe('en');
  expect(pickLanguage('en', ['de'])).toBe('en');
});
