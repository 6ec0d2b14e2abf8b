import { type LanguageName, languageChoice, pickLanguage } from './language.ts';

/** A translated text, or where it depends on a number, one for each form that the language has (Intl.PluralRules). */
export type Words = Readonly<Record<string, string | Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>>>;

const catalogues: Readonly<Record<Exclude<LanguageName, 'en'>, () => Promise<{ default: Words }>>> = {
  de: () => import('./de.json'),
};

/** What the console speaks, from the viewer's choice or else the browser's languages; settled when the page is loaded. */
export const language = pickLanguage(languageChoice, globalThis.navigator?.languages ?? []);

// Before anything that has a text is evaluated, so that texts outside of functions are translated too. English has none to
// fetch; without its catalogue a language reads as English, which is better than no page.
const words: Words =
  language === 'en'
    ? {}
    : await catalogues[language]().then(
        (file) => file.default,
        () => ({}),
      );
const plurals = new Intl.PluralRules(language);
if (typeof document !== 'undefined') document.documentElement.lang = language;

export type TextValues = Readonly<Record<string, string | number>>;

/**
 * A text in the viewer's language. The English text is its own key: what is not translated reads as English. `{name}` stands
 * for a value. Texts are written out where they are used, as literals: `test/console/words.test.ts` holds every catalogue to
 * them.
 */
export function t(text: string, values: TextValues = {}): string {
  const known = words[text];
  return fill(typeof known === 'string' ? known : text, values);
}

/** A text that depends on a number, which stands for `{count}` as it is written there. `other` is its key. */
export function tn(count: number, one: string, other: string, values: TextValues = {}): string {
  const known = words[other];
  const rule = plurals.select(count);
  const found = typeof known === 'object' ? (known[rule] ?? known.other) : known;
  return fill(found ?? (count === 1 ? one : other), { count, ...values });
}

function fill(text: string, values: TextValues): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : whole,
  );
}
