import qs from 'qs';
import { invalid } from '../../kernel/errors.ts';

/** What is wrong with a query; kept beside its values, because a parser of queries cannot refuse. */
const fault = Symbol('fault');

/**
 * Reads a query string, bounded in depth and number. Never throws: it is called before anything can answer, so that what
 * is wrong is reported by `checkQuery`, after authorisation.
 */
export function parseQuery(text: string): Record<string | symbol, unknown> {
  const query = qs.parse(text, { depth: 5, parameterLimit: 1000, arrayLimit: 1000 }) as Record<
    string | symbol,
    unknown
  >;
  const broken = findBrokenEscape(text);
  if (broken !== undefined) query[fault] = broken;
  return query;
}

/** @throws AppError Validation when the query holds what is no percent-encoded UTF-8 */
export function checkQuery(query: unknown): void {
  const broken = (query as Record<symbol, unknown> | undefined)?.[fault];
  if (broken !== undefined) {
    throw invalid(String(broken), 'must be percent-encoded UTF-8');
  }
}

/** The name of the first parameter with an escape that means nothing; it would otherwise be taken literally. */
function findBrokenEscape(text: string): string | undefined {
  if (!text.includes('%')) return undefined;
  const broken = text.split('&').find((part) => !isEscaped(part));
  if (broken === undefined) return undefined;
  const [name = ''] = broken.split('=', 1);
  return isEscaped(name) && name !== '' ? decodeURIComponent(name) : 'The query';
}

function isEscaped(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
