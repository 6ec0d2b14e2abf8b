import { sql } from 'kysely';
import { likePattern } from '../../kernel/wildcard.ts';
import { foldCaseSql } from '../../platform/database/fold-case.ts';
import {
  type ColumnField,
  type Comparison,
  type Condition,
  compareText,
  compileQuery,
  type FieldKind,
  idKind,
  normalizedTextKind,
  orderOperators,
  type QueryLanguage,
  rankedKind,
  type SpecialField,
  signOf,
  tagsField,
  textKind,
  timestampKind,
  type WantedTag,
} from '../../platform/query-language/index.ts';
import { levels, states } from './schemas.ts';

/** An advanced event query as it arrives. */
export type EventQuery = Readonly<Record<string, unknown>>;

/** Levels compare by severity, which is a column of its own with indexes. */
const levelKind: FieldKind<string> = {
  operators: orderOperators,
  read: rankedKind(levels).read,
  compare: (column, comparison, level) => sql`${column} ${signOf(comparison)} ${rankOf(level)}`,
};

function rankOf(level: string): number {
  return levels.indexOf(level as (typeof levels)[number]) + 1;
}

const ranked = rankedKind(states);
/** As a bare equality, which an index that is ordered by time besides can serve. */
const stateKind: FieldKind<string> = {
  ...ranked,
  compare: (column, comparison, state, ignoreCase) =>
    comparison === '$eq' ? sql`${column} = ${state}` : ranked.compare(column, comparison, state, ignoreCase),
};

/** Subjects without regard to case stand in a column of their own. */
const subjectKind: FieldKind<string> = {
  ...normalizedTextKind,
  compare: (column, comparison, text, ignoreCase) =>
    compareText(ignoreCase ? sql`folded_subject` : column, comparison, text, ignoreCase),
};

const patterns: Readonly<Partial<Record<Comparison, (text: string) => string>>> = {
  $eq: (text) => text,
  $startsWith: (text) => `${text}*`,
  $endsWith: (text) => `*${text}`,
  $contains: (text) => `*${text}*`,
};

/** A pattern that the indexes of folded subjects serve, and that whatever the comparison finds matches. */
function narrowSubject(comparison: Comparison, text: string): Condition | undefined {
  const pattern = patterns[comparison];
  // A star in the text itself may stand for anything here: the comparison decides.
  return pattern && sql`folded_subject like ${foldCaseSql(likePattern(pattern(text)))}`;
}

function hasTag({ key, value }: WantedTag): Condition {
  if (key !== undefined && value !== undefined) return sql`tags @> ${JSON.stringify({ [key]: value })}::jsonb`;
  if (key !== undefined) return sql`jsonb_exists(tags, ${key})`;
  return sql`exists (select from jsonb_each_text(tags) tag where tag.value = ${value})`;
}

/** What an advanced event query may ask (resources.md, "Events"). */
const language: QueryLanguage = {
  things: 'events',
  fields: new Map<string, ColumnField | SpecialField>([
    ['id', { kind: idKind, column: sql`id` }],
    ['creationDate', { kind: timestampKind, column: sql`created_at` }],
    ['lastUpdated', { kind: timestampKind, column: sql`updated_at` }],
    ['sourceId', { kind: idKind, column: sql`source_id` }],
    ['sourceType', { kind: textKind, column: sql`source_type` }],
    ['level', { kind: levelKind, column: sql`severity` }],
    ['state', { kind: stateKind, column: sql`state` }],
    ['subject', { kind: subjectKind, column: sql`subject`, narrow: narrowSubject }],
    ['deviceId', { kind: idKind, column: sql`device_id` }],
    ['eventTags', tagsField(hasTag)],
    ['experienceUserId', { kind: idKind, column: sql`case when source_type = 'experienceUser' then source_id end` }],
    // No event says of which group its maker was.
    ['experienceGroupId', { kind: idKind, column: sql`null::text` }],
  ]),
};

/**
 * An advanced event query as a condition on the table `event`; undefined: it selects all of them.
 *
 * @throws AppError Validation naming the part of the query that breaks a rule
 */
export function compileEventQuery(query: object): Condition | undefined {
  const condition = compileQuery(query, 'query', language);
  return Object.keys(query).length === 0 ? undefined : condition;
}
