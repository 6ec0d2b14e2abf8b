import { type RawBuilder, sql } from 'kysely';

/**
 * The text without regard to case, by the rule of `kernel/fold-case.ts`. Use it on both sides of a comparison; indexes on
 * names and e-mails hold it.
 */
export function foldCaseSql(text: RawBuilder<unknown> | string): RawBuilder<string> {
  return sql<string>`fold_case(${text}::text)`;
}
