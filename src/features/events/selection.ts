import { type SqlBool, sql } from 'kysely';
import { invalid } from '../../kernel/errors.ts';
import { containsUnstorableText } from '../../kernel/json-text.ts';
import { countCharacters, normalizeText } from '../../kernel/text.ts';
import { likePattern } from '../../kernel/wildcard.ts';
import { foldCaseSql } from '../../platform/database/fold-case.ts';
import { type Condition, parseQueryText } from '../../platform/query-language/index.ts';
import { compileEventQuery, type EventQuery } from './event-query.ts';
import { type EventState, states } from './schemas.ts';

/** Which events of an application are meant; everything that is given must hold. Plain JSON, so that a job can keep it. */
export interface EventSelection {
  readonly state?: EventState;
  /** With `*` for any characters, without regard to case. */
  readonly subject?: string;
  /** An advanced event query, checked; takes the place of the others. */
  readonly query?: EventQuery;
}

const maxFilterLength = 255;

/**
 * Reads which events a query string means: `query` takes the place of the others, blank counts as not given, and a filter
 * applies only with its field.
 *
 * @throws AppError Validation naming the parameter
 */
export function readSelection(parameters: {
  readonly filterField?: string | undefined;
  readonly filter?: string | undefined;
  readonly state?: string | undefined;
  readonly query?: string | undefined;
}): EventSelection {
  const { filterField, filter, state, query } = parameters;
  if (query) {
    const parsed = parseQueryText(query, 'query');
    compileEventQuery(parsed);
    return { query: parsed };
  }
  if (filterField && filterField !== 'subject') throw invalid('filterField', 'must be one of subject');
  const known = states.find((one) => one === state);
  if (state && !known) throw invalid('state', `must be one of ${states.join(', ')}`);
  const subject = filterField && filter ? readFilter(filter) : undefined;
  return { ...(known ? { state: known } : {}), ...(subject === undefined ? {} : { subject }) };
}

function readFilter(sent: string): string {
  const filter = normalizeText(sent);
  if (countCharacters(filter) > maxFilterLength) {
    throw invalid('filter', `must be at most ${maxFilterLength} characters long`);
  }
  if (containsUnstorableText(filter)) throw invalid('filter', 'must not contain U+0000 or lone surrogates');
  return filter;
}

/** The selection as a condition on the table `event`; undefined: all of them. */
export function compileSelection({ state, subject, query }: EventSelection): Condition | undefined {
  if (query) return compileEventQuery(query);
  const conditions: Condition[] = [];
  if (state !== undefined) conditions.push(sql<SqlBool>`state = ${state}`);
  if (subject !== undefined && !/^\**$/.test(subject)) {
    conditions.push(
      subject.includes('*')
        ? sql<SqlBool>`folded_subject like ${foldCaseSql(likePattern(subject))}`
        : sql<SqlBool>`folded_subject = ${foldCaseSql(subject)}`,
    );
  }
  return conditions.length === 0 ? undefined : sql<SqlBool>`${sql.join(conditions, sql` and `)}`;
}
