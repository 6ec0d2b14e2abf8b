/** Every language that the console is translated to, as its speakers call it. */
export const languageNames = { en: 'English', de: 'Deutsch' } as const;
/** The ISO 639-1 code of a language that the console is translated to. */
export type LanguageName = keyof typeof languageNames;

const key = 'signalbox.language';

/** What the viewer has chosen in this browser; undefined: as the browser has it. */
export const languageChoice: LanguageName | undefined = read();

/** In which language and region numbers and times are written; undefined: as the browser has it. */
export const formatLocale: string | undefined =
  languageChoice &&
  (globalThis.navigator?.languages.find((name) => toLanguage(name) === languageChoice) ?? languageChoice);

/** The chosen language, or else the first of the browser's that there is. */
export function pickLanguage(choice: LanguageName | undefined, browser: readonly string[]): LanguageName {
  return choice ?? browser.map(toLanguage).find((name) => name !== undefined) ?? 'en';
}

/** Every text is read when the page is loaded, so it is loaded again. */
export function keepLanguage(choice: LanguageName | undefined): void {
  if (choice === undefined) localStorage.removeItem(key);
  else localStorage.setItem(key, choice);
}

function toLanguage(name: string): LanguageName | undefined {
  const [language = ''] = name.toLowerCase().split('-');
  return isLanguage(language) ? language : undefined;
}

function isLanguage(name: string): name is LanguageName {
  return Object.hasOwn(languageNames, name);
}

function read(): LanguageName | undefined {
  try {
    const stored = globalThis.localStorage?.getItem(key) ?? '';
    return isLanguage(stored) ? stored : undefined;
  } catch {
    return undefined;
  }
}
