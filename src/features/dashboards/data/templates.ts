import { LRUCache } from 'lru-cache';
import {
  compileExpression,
  compileTemplate,
  type Helper,
  type HelperCall,
  type Helpers,
  standardHelpers,
  toText,
} from '../../../platform/language/index.ts';
import { readText } from './config.ts';

/** Zones of viewers whose helpers are kept, with the templates that were compiled with them. */
const maxZones = 50;
const byZone = new LRUCache<string, Helpers>({ max: maxZones });

/**
 * The languages of what is only drawn (dashboards.md, "6. Templates, expressions, formats"): the helpers of workflows, with
 * times in the viewer's zone where none is named, and what dashboards have besides.
 */
export function helpersOf(zone: string): Helpers {
  const known = byZone.get(zone);
  if (known) return known;
  const made = new Map<string, Helper>(standardHelpers);
  for (const name of ['formatDate', 'currentDateTime']) {
    const standard = standardHelpers.get(name);
    if (!standard) continue;
    const place = name === 'formatDate' ? 2 : 1;
    made.set(name, { ...standard, call: (values, call) => standard.call(withZone(values, place, zone), call) });
  }
  const [format, formatDate] = [standardHelpers.get('format'), standardHelpers.get('formatDate')];
  if (format && formatDate) {
    // A moment without a zone beside it, too.
    const call: Helper['call'] = (values, given) =>
      values[0] instanceof Date ? formatDate.call(withZone(values, 2, zone), given) : format.call(values, given);
    made.set('format', { ...format, call });
  }
  made.set('colorMarker', { call: ([color]) => markerOf(toText(color)) });
  made.set('dashboardUrl', { call: (values, call) => dashboardUrl(values, call) });
  byZone.set(zone, made);
  return made;
}

function withZone(values: readonly unknown[], place: number, zone: string): unknown[] {
  const all = Array.from({ length: Math.max(values.length, place + 1) }, (_, index) => values[index]);
  if (toText(all[place]).trim() === '') all[place] = zone;
  return all;
}

/** A pin of a map in the colour, as an image that needs no server. */
function markerOf(color: string): string {
  const fill = /^[#\w(),.% ]{1,40}$/.test(color) ? color : '#ff4b4b';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="24" height="32"><path d="M12 0a12 12 0 0 0-12 12c0 9 12 20 12 20s12-11 12-20a12 12 0 0 0-12-12z" fill="${fill}"/><circle cx="12" cy="12" r="4" fill="#fff"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** `dashboardUrl id name=value …`: the console's page of a dashboard, with values of its variables. */
function dashboardUrl([id]: readonly unknown[], { hash }: HelperCall): string {
  const query = new URLSearchParams(
    Object.entries(hash).map(([name, value]): [string, string] => [`ctx[${name}]`, toText(value)]),
  );
  const search = query.toString();
  return `/console/dashboards/${encodeURIComponent(toText(id))}${search === '' ? '' : `?${search}`}`;
}

/** A zone that there is; any other is UTC. */
export function readZone(zone: string | undefined): string {
  if (zone === undefined || zone === '') return 'UTC';
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}

/** Renders what of a block is drawn. What fails is left out, and said to those who may edit. */
export class BlockTexts {
  readonly #helpers: Helpers;
  readonly #common: Readonly<Record<string, unknown>>;
  readonly warnings = new Set<string>();

  /** @param common what every template sees: `ctx`, `dashboard` */
  constructor(options: { zone: string; common: Readonly<Record<string, unknown>> }) {
    this.#helpers = helpersOf(options.zone);
    this.#common = options.common;
  }

  /** Markdown in which what the template puts in is text. */
  markdown(template: unknown, values: object = {}): string {
    return this.#render(template, values, 'markdown');
  }

  /** Plain text, or an address. */
  plain(template: unknown, values: object = {}): string {
    return this.#render(template, values, false);
  }

  #render(template: unknown, values: object, into: 'markdown' | false): string {
    const text = readText(template);
    try {
      return compileTemplate(text, { helpers: this.#helpers, escape: into }).render({ ...this.#common, ...values });
    } catch (error) {
      return this.#fail(error) ?? '';
    }
  }

  /** Whether a condition holds; false where it cannot be told. */
  test(condition: unknown, values: object): boolean {
    const text = readText(condition);
    if (text.trim() === '') return false;
    try {
      return compileExpression(text, { helpers: this.#helpers }).test({ ...this.#common, ...values });
    } catch (error) {
      this.#fail(error);
      return false;
    }
  }

  /** The value of an expression; `otherwise` where there is none, or it fails. */
  evaluate<Value>(expression: unknown, values: object, otherwise: Value): unknown {
    const text = readText(expression);
    if (text.trim() === '') return otherwise;
    try {
      return compileExpression(text, { helpers: this.#helpers }).evaluate({ ...this.#common, ...values });
    } catch (error) {
      this.#fail(error);
      return otherwise;
    }
  }

  #fail(error: unknown): undefined {
    // A bound: each point of a series may fail.
    if (this.warnings.size < 20) this.warnings.add((error as Error).message);
  }
}

/** The text of a template that selects data: in UTC, and what is put into JSON stays text there. */
export function renderSelector(template: string, common: object, into: 'json' | false): string {
  return compileTemplate(template, { escape: into }).render(common);
}
