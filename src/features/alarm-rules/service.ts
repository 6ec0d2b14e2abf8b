import { AppError, invalid, notFound } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import { pageAnswer, readPage } from '../../kernel/paging.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { takeTurn } from '../../platform/database/take-turn.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { insertResource, removeResource, updateResource } from '../../platform/resources/changes.ts';
import type { AlarmClock } from './clock.ts';
import { toRule, toState } from './representation.ts';
import { alarmRuleResource } from './resource.ts';
import { defaultSubject, isSameWatch, planWatch, type WatchColumns } from './rule-fields.ts';
import type { AlarmRulePatch, AlarmRulePost, AlarmRulesQuery, AlarmStatesQuery } from './schemas.ts';
import {
  announceRules,
  countRules,
  countStates,
  findRule,
  hasDevice,
  insertRule,
  listRules,
  listStates,
  lockRule,
  ruleColumns,
  updateRule,
} from './store.ts';

/** Rules of one application: every report of it is asked about each of them. */
const maxRules = 100;

/** Alarm rules as people make and change them (resources.md, "Alarm rules"). */
export class AlarmRuleService {
  readonly #database: Database;
  readonly #clock: AlarmClock;
  readonly #now: () => number;

  constructor(options: { database: Database; clock: AlarmClock; now: () => number }) {
    this.#database = options.database;
    this.#clock = options.clock;
    this.#now = options.now;
  }

  async list({ applicationRowId, applicationId }: ApplicationRef, query: AlarmRulesQuery) {
    const page = readPage(query, {
      sortFields: Object.keys(ruleColumns.sort),
      filterFields: Object.keys(ruleColumns.filter),
      defaultSort: 'name',
    });
    const db = this.#database.kysely;
    const { rows, totalCount } = await listRules(db, applicationRowId, page, query.deviceId);
    const counts = await countStates(
      db,
      rows.map((row) => row.alarm_rule_row_id),
    );
    const items = rows.map((row) =>
      toRule(row, { applicationId, openCount: counts.get(row.alarm_rule_row_id)?.open ?? 0 }),
    );
    return {
      ...pageAnswer(items, totalCount, page),
      applicationId,
      _type: 'alarmRules',
      _links: { self: { href: `/applications/${applicationId}/alarm-rules` } },
    };
  }

  async create({ applicationRowId, applicationId }: ApplicationRef, body: AlarmRulePost, change: Change) {
    const watch = planWatch(body.kind, body);
    const now = new Date(this.#now());
    const row = await inTransaction(this.#database, async (tx) => {
      await this.#requireDevice(tx, applicationRowId, watch);
      await takeTurn(tx, 'alarm rules', applicationRowId);
      if ((await countRules(tx, applicationRowId)) >= maxRules) {
        throw new AppError('Validation', `An application may have ${maxRules} alarm rules`);
      }
      const inserted = await insertRule(tx, {
        id: newId(),
        application_row_id: applicationRowId,
        name: body.name,
        description: body.description ?? '',
        enabled: body.enabled ?? true,
        kind: body.kind,
        level: body.level,
        subject: body.subject ?? defaultSubject(body.kind),
        ...toColumns(watch),
        armed_at: now.getTime(),
        created_at: now,
        updated_at: now,
      });
      await insertResource(tx, alarmRuleResource, inserted);
      await change.record(tx);
      await this.#announce(tx);
      return inserted;
    });
    return toRule(row, { applicationId, openCount: 0 });
  }

  async get({ applicationRowId, applicationId }: ApplicationRef, id: string) {
    const row = await findRule(this.#database.kysely, applicationRowId, id);
    if (!row) throw notFound(alarmRuleResource.label);
    const counts = await countStates(this.#database.kysely, [row.alarm_rule_row_id]);
    return toRule(row, { applicationId, openCount: counts.get(row.alarm_rule_row_id)?.open ?? 0 });
  }

  /** A change of what is watched for begins anew: what is open is resolved, and all devices are looked through again. */
  async patch({ applicationRowId, applicationId }: ApplicationRef, id: string, body: AlarmRulePatch, change: Change) {
    await inTransaction(this.#database, async (tx) => {
      const current = await lockRule(tx, applicationRowId, id);
      if (!current) throw notFound(alarmRuleResource.label);
      const watch = planWatch(current.kind, body, current);
      if (watch.device_id !== current.device_id) await this.#requireDevice(tx, applicationRowId, watch);
      const enabled = body.enabled ?? current.enabled;
      const isOther = enabled !== current.enabled || !isSameWatch(watch, current);
      const now = this.#now();
      const changed =
        Object.keys(body).length === 0
          ? current
          : await updateRule(tx, current.alarm_rule_row_id, {
              name: body.name ?? current.name,
              description: body.description ?? current.description,
              level: body.level ?? current.level,
              subject: body.subject ?? current.subject,
              enabled,
              ...toColumns(watch),
              ...(isOther ? { version: current.version + 1, armed_at: now, is_pending: true } : {}),
              updated_at: new Date(now),
            });
      await updateResource(tx, alarmRuleResource, changed);
      await change.record(tx);
      await this.#announce(tx);
    });
    return this.get({ applicationRowId, applicationId } as ApplicationRef, id);
  }

  async delete({ applicationRowId }: ApplicationRef, id: string, change: Change): Promise<{ success: true }> {
    await inTransaction(this.#database, async (tx) => {
      const current = await lockRule(tx, applicationRowId, id);
      if (!current) throw notFound(alarmRuleResource.label);
      const now = new Date(this.#now());
      await updateRule(tx, current.alarm_rule_row_id, { deleted_at: now, enabled: false, is_pending: true });
      await removeResource(tx, alarmRuleResource, current);
      await change.record(tx);
      await this.#announce(tx);
    });
    return { success: true };
  }

  /** How the rule stands with devices, those with an open event first. */
  async states({ applicationRowId, applicationId }: ApplicationRef, id: string, query: AlarmStatesQuery) {
    const db = this.#database.kysely;
    const row = await findRule(db, applicationRowId, id);
    if (!row) throw notFound(alarmRuleResource.label);
    const { page = 0, perPage = 100 } = query;
    const items = (await listStates(db, row, { limit: perPage, offset: page * perPage })).map(toState);
    const counts = (await countStates(db, [row.alarm_rule_row_id])).get(row.alarm_rule_row_id);
    return {
      applicationId,
      alarmRuleId: row.id,
      items,
      count: items.length,
      totalCount: counts?.devices ?? 0,
      openCount: counts?.open ?? 0,
      page,
      perPage,
      _type: 'alarmStates' as const,
      _links: { self: { href: `/applications/${applicationId}/alarm-rules/${row.id}/states` } },
    };
  }

  async #announce(tx: Queryable): Promise<void> {
    await announceRules(tx);
    this.#clock.wakeAfter(tx);
  }

  async #requireDevice(tx: Queryable, applicationRowId: number, { device_id }: WatchColumns): Promise<void> {
    if (device_id === null || (await hasDevice(tx, applicationRowId, device_id))) return;
    throw invalid('deviceId', `${device_id} is not a device of the application`);
  }
}

function toColumns(watch: WatchColumns) {
  return {
    ...watch,
    device_tags: JSON.stringify(watch.device_tags),
    limit_value: watch.limit_value === null ? null : JSON.stringify(watch.limit_value),
  };
}
