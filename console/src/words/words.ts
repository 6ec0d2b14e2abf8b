import { type LanguageName, languageChoice, pickLanguage } from './language.ts';

/** A translated text, or where it depends on a number, one for each form that the language has (Intl.PluralRules). */
export type Words = Readonly<Record<string, string | Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>>>;

/** `login`: what is loaded before anybody is logged in; `pages`: all else; the rest: what the server declares. */
export type WordsPart = 'login' | 'pages' | 'actions' | 'workflowParts';

const catalogues: Readonly<
  Record<Exclude<LanguageName, 'en'>, Readonly<Record<WordsPart, () => Promise<{ default: Words }>>>>
> = {
  de: {
    login: () => import('./de/login.json'),
    pages: () => import('./de/pages.json'),
    actions: () => import('./de/actions.json'),
    workflowParts: () => import('./de/workflow-parts.json'),
  },
};

/** What the console speaks, from the viewer's choice or else the browser's languages; settled when the page is loaded. */
export const language = pickLanguage(languageChoice, globalThis.navigator?.languages ?? []);

const words: Record<string, Words[string]> = {};
// Before anything that has a text is evaluated, so that texts outside of functions are translated too.
await loadWords('login');
const plurals = new Intl.PluralRules(language);
if (typeof document !== 'undefined') document.documentElement.lang = language;

/**
 * Fetches a part of the language's catalogue; awaited before what has its texts is evaluated. English has nothing to fetch.
 * Without its catalogue a language reads as English, which is better than no page.
 */
export async function loadWords(part: WordsPart): Promise<void> {
  if (language === 'en') return;
  const file = await catalogues[language][part]().catch(() => undefined);
  Object.assign(words, file?.default);
}

export type TextValues = Readonly<Record<string, string | number>>;

/**
 * A text in the viewer's language. The English text is its own key: what is not translated reads as English. `{name}` stands
 * for a value. What stands after `||` is not shown: it tells two meanings of one English word apart, as in
 * `t('Tag||verb')`. Texts are written out where they are used, as literals: `test/console/words.test.ts` holds every
 * catalogue to them.
 */
export function t(text: string, values: TextValues = {}): string {
  const known = words[text];
  return fill(typeof known === 'string' ? known : text.replace(/\|\|.*/, ''), values);
}

/** A text that depends on a number, which stands for `{count}` as it is written there. `other` is its key. */
export function tn(count: number, one: string, other: string, values: TextValues = {}): string {
  const known = words[other];
  const rule = plurals.select(count);
  const found = typeof known === 'object' ? (known[rule] ?? known.other) : known;
  return fill(found ?? (count === 1 ? one : other), { count, ...values });
}

/** A label inside of a sentence: English writes its first letter small there, German nouns keep theirs. */
export function inSentence(label: string): string {
  return language === 'en' && /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
}

function fill(text: string, values: TextValues): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : whole,
  );
}
