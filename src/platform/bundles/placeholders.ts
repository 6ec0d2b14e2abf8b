import { isExactNumber } from '../../kernel/json-text.ts';
import type { BundleFields } from './bundle-kind.ts';

/** What stands for an id in a bundle, and for a few hosts. */
const pattern = /~exportplaceholderid-([A-Za-z]{1,64})-([^~\s]{1,300})~/g;
/** As `pattern`, with the scheme right before it, which hosts take along. */
const withScheme = /(https?:\/\/)?~exportplaceholderid-([A-Za-z]{1,64})-([^~\s]{1,300})~/g;

/** The placeholder of a type with a label that no other of the type has. */
export function placeholder(type: string, label: string): string {
  return `~exportplaceholderid-${type}-${label}~`;
}

/** Whether a value is one placeholder and nothing else. */
export function isPlaceholder(text: unknown): text is string {
  return typeof text === 'string' && new RegExp(`^${pattern.source}$`).test(text);
}

/** The first placeholder in a text. */
export function findPlaceholder(text: string): string | undefined {
  return text.match(new RegExp(pattern.source))?.[0];
}

/** Where this server is, for the placeholders of hosts; each with a scheme and no slash at its end. */
export interface BundleHosts {
  readonly filesUrl: string;
  readonly publicUrl: string;
  /** Host and port, without a scheme. */
  readonly broker: string;
}

/** Words from the length of an id on. Each is taken to its end, however long it is, so that no letter of a text is looked at twice. */
const possibleId = /(?<![0-9A-Za-z])[0-9A-Za-z]{24,}/g;

/** The public documentation of the platform. */
const docsHost = 'docs.losant.com';

/** What the placeholders of a bundle stand for, and those in its texts that stand for nothing. */
export class Placeholders {
  readonly #values: ReadonlyMap<string, string>;
  readonly #hosts: ReadonlyMap<string, string>;
  /** Those that were found and stand for nothing. */
  readonly unresolved = new Set<string>();

  constructor(values: ReadonlyMap<string, string>, { filesUrl, publicUrl, broker }: BundleHosts) {
    this.#values = values;
    this.#hosts = new Map([
      ['files-domain', filesUrl],
      ['app-url', `${publicUrl}/console`],
      ['triggers-url', publicUrl],
      ['endpoint-domain', publicUrl],
      ['broker-url', broker],
      ['docs-url', `https://${docsHost}`],
    ]);
  }

  /** The text with every placeholder replaced that stands for something. */
  replace(text: string): string {
    if (!text.includes('~exportplaceholderid-')) return text;
    return text.replaceAll(withScheme, (whole, scheme: string | undefined, type: string, label: string) => {
      const host = this.#hosts.get(`${type}-${label}`);
      if (host !== undefined) return scheme === undefined || !host.includes('://') ? (scheme ?? '') + bare(host) : host;
      const name = placeholder(type, label);
      const value = this.#values.get(name);
      if (value === undefined) {
        if (this.unresolved.size < maxUnresolved) this.unresolved.add(name);
        return whole;
      }
      return (scheme ?? '') + value;
    });
  }

  /** The value with every text in it replaced, keys of objects among them. */
  replaceIn<Value>(value: Value): Value {
    if (typeof value === 'string') return this.replace(value) as Value;
    if (Array.isArray(value)) return value.map((item) => this.replaceIn(item)) as Value;
    if (typeof value !== 'object' || value === null || isExactNumber(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [this.replace(name), this.replaceIn(item)]),
    ) as Value;
  }
}

/** Of which it is said that they stand for nothing. */
const maxUnresolved = 1000;

function bare(url: string): string {
  return url.replace(/^https?:\/\//, '');
}

/**
 * Gives every named thing of an application a label: its name in camel case, made unique by a number among those of its
 * type, in the order given.
 */
export class Labels {
  readonly #texts = new Map<string, string>();
  readonly #used = new Map<string, number>();
  readonly #hosts: readonly (readonly [string, string])[];

  constructor({ filesUrl, publicUrl }: Pick<BundleHosts, 'filesUrl' | 'publicUrl'>) {
    this.#hosts = [
      [`${filesUrl}/`, `https://${placeholder('files', 'domain')}/`],
      [`${publicUrl}/webhooks/`, `https://${placeholder('triggers', 'url')}/webhooks/`],
      [`${publicUrl}/console/`, `https://${placeholder('app', 'url')}/`],
    ];
  }

  /** @param id what the placeholder stands for */
  add(type: string, id: string, name: string): void {
    const base = placeholder(type, camelCase(name) || type);
    // No name has a hyphen left in it, so that a number behind one makes it unlike all others.
    const number = (this.#used.get(base) ?? 0) + 1;
    this.#used.set(base, number);
    this.#texts.set(id, number === 1 ? base : `${base.slice(0, -1)}-${number}~`);
  }

  /** The text with every id that has a label replaced by its placeholder, and this server's own hosts by theirs. */
  replace(text: string): string {
    const hosted = this.#hosts.reduce((done, [url, host]) => done.replaceAll(url, host), text);
    return hosted.replaceAll(possibleId, (word) => this.#texts.get(word) ?? word);
  }

  replaceIn(value: unknown): unknown {
    if (typeof value === 'string') return this.replace(value);
    if (Array.isArray(value)) return value.map((item) => this.replaceIn(item));
    if (typeof value !== 'object' || value === null || isExactNumber(value)) return value;
    return Object.fromEntries(
      Object.entries(value as BundleFields).map(([name, item]) => [this.replace(name), this.replaceIn(item)]),
    );
  }
}

/** Letters and digits of any script; at most 100, so that paths stay short. */
function camelCase(name: string): string {
  const words = name.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  const joined = words
    .map((word, index) => (index === 0 ? lowerFirst(word) : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('');
  return [...joined].slice(0, 100).join('');
}

function lowerFirst(word: string): string {
  return word.charAt(0).toLowerCase() + word.slice(1);
}
