import qs from 'qs';
import { AppError } from '../../kernel/errors.ts';

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
    throw new AppError('Validation', `The query is not valid: ${String(broken)} is not percent-encoded UTF-8`);
  }
}

/** The first name or value with an escape that means nothing; it would otherwise be taken literally. */
function findBrokenEscape(text: string): string | undefined {
  if (!text.includes('%')) return undefined;
  return text.split(/[&=]/).find((part) => {
    try {
      decodeURIComponent(part);
      return false;
    } catch {
      return true;
    }
  });
}
