import type { Insertable, Selectable, Updateable } from 'kysely';
import type { PageRequest } from '../../kernel/paging.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { readRowsOfPage } from '../../platform/database/page.ts';
import type { NotificationRuleTable } from './tables.generated.ts';

export type RuleRow = Selectable<NotificationRuleTable>;

export const ruleColumns = {
  sort: { name: 'name', id: 'id', creationDate: 'created_at', lastUpdated: 'updated_at' },
  filter: { name: 'name' },
  unique: 'notification_rule_row_id',
} as const;

function select(db: Queryable, applicationRowId: number) {
  return db.selectFrom('notification_rule').where('application_row_id', '=', applicationRowId).selectAll();
}

export function listRules(db: Queryable, applicationRowId: number, page: PageRequest) {
  return readRowsOfPage(select(db, applicationRowId), page, ruleColumns);
}

/** The rules that tell of events now, always in one order. */
export function listEnabledRules(db: Queryable, applicationRowId: number): Promise<RuleRow[]> {
  return select(db, applicationRowId).where('enabled', '=', true).orderBy('notification_rule_row_id').execute();
}

export async function countRules(db: Queryable, applicationRowId: number): Promise<number> {
  const { count } = await db
    .selectFrom('notification_rule')
    .where('application_row_id', '=', applicationRowId)
    .select((expression) => expression.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

export function findRule(db: Queryable, applicationRowId: number, id: string): Promise<RuleRow | undefined> {
  return select(db, applicationRowId).where('id', '=', id).executeTakeFirst();
}

export function findRuleByRowId(db: Queryable, ruleRowId: number): Promise<RuleRow | undefined> {
  return db
    .selectFrom('notification_rule')
    .where('notification_rule_row_id', '=', ruleRowId)
    .selectAll()
    .executeTakeFirst();
}

/** As `findRule`; nobody else changes the row until the transaction ends. */
export function lockRule(tx: Queryable, applicationRowId: number, id: string): Promise<RuleRow | undefined> {
  return select(tx, applicationRowId).where('id', '=', id).forUpdate().executeTakeFirst();
}

export function insertRule(tx: Queryable, row: Insertable<NotificationRuleTable>): Promise<RuleRow> {
  return tx.insertInto('notification_rule').values(row).returningAll().executeTakeFirstOrThrow();
}

export function updateRule(
  tx: Queryable,
  ruleRowId: number,
  changes: Updateable<NotificationRuleTable>,
): Promise<RuleRow> {
  return tx
    .updateTable('notification_rule')
    .set(changes)
    .where('notification_rule_row_id', '=', ruleRowId)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function deleteRule(tx: Queryable, ruleRowId: number): Promise<void> {
  await tx.deleteFrom('notification_rule').where('notification_rule_row_id', '=', ruleRowId).execute();
}

/** Every rule that has channels with secrets, locked when `forUpdate`: to seal them again, or to check the key. */
export function readChannels(db: Queryable, options: { forUpdate: boolean }) {
  const query = db.selectFrom('notification_rule').select(['notification_rule_row_id', 'channels']);
  return (options.forUpdate ? query.forUpdate() : query).execute();
}
