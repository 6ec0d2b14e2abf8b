import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { limitNames } from '../../src/kernel/limits.ts';
import { partsOf, startTestApp, type TestApp } from './app.ts';

/**
 * What ends the growth of each table: nothing that an application does may fill a disk without an end. What of a table is at most
 * once for each row of another one is found in the schema; all else is listed here, and a new table fails until it is.
 */
type Bound =
  /** Rows are made one by one by whoever may, and stay until somebody deletes them; `limits.md` and the rate of calls bound them. */
  | 'by hand'
  /** At most a few for each row of another table, to which no key of the schema leads. */
  | 'of its parent'
  /** The name of a scheduled job that removes what is old, or has ended. */
  | { readonly job: string }
  /** One of the limits of applications. */
  | { readonly limit: string }
  /** The constant that bounds it, and the file under `src` that declares it. */
  | { readonly most: string; readonly in: string };

const bounds: Readonly<Record<string, Bound>> = {
  access_key: 'by hand',
  access_token: { job: 'tokens.expire' },
  alarm_clock: 'of its parent',
  alarm_heard: 'of its parent',
  alarm_rule: { most: 'maxRules', in: 'features/alarm-rules/service.ts' },
  alarm_state: { job: 'alarmRules.review' },
  app_user: 'by hand',
  application: 'by hand',
  application_file: { limit: 'fileBytes' },
  application_import: { job: 'application.cleanImports' },
  application_import_piece: { job: 'application.cleanImports' },
  archive_day: 'of its parent',
  archive_object: 'of its parent',
  attribute_sweep: 'of its parent',
  audit_log: { job: 'auditLog.prune' },
  certificate_authority: { most: 'maxAuthorities', in: 'features/certificates/store.ts' },
  credential: 'by hand',
  credential_reference: 'of its parent',
  dashboard: { limit: 'dashboards' },
  dashboard_press: { job: 'dashboardPresses.prune' },
  dashboard_report: { most: 'maxKept', in: 'features/dashboards/report-store.ts' },
  dashboard_report_schedule: 'of its parent',
  dashboard_report_stop: 'by hand',
  dashboard_version: { most: 'maxVersions', in: 'features/dashboards/version-store.ts' },
  data_export: { most: 'maxKept', in: 'features/exports/admission.ts' },
  data_table: 'by hand',
  data_table_import: { job: 'dataTable.cleanImports' },
  data_table_import_piece: { job: 'dataTable.cleanImports' },
  data_table_size: { most: 'sizeParts', in: 'features/data-tables/row-store.ts' },
  device: { limit: 'devices' },
  device_certificate: 'by hand',
  device_command: { job: 'commands.prune' },
  device_connection_log: { job: 'connections.prune' },
  device_data_removal: 'of its parent',
  device_last_value: 'of its parent',
  device_last_value_journal: 'of its parent',
  device_recipe: 'by hand',
  device_recipe_job: 'of its parent',
  device_recipe_step: 'of its parent',
  device_state: { job: 'retention' },
  device_state_chunk: { job: 'retention' },
  edge_deployment: 'by hand',
  edge_deployment_log: { most: 'maxLogs', in: 'features/edge-deployments/store.ts' },
  event: { limit: 'storedEvents' },
  event_change: { job: 'events.clean' },
  event_tally: 'of its parent',
  event_update: { most: 'keptUpdates', in: 'features/events/events.ts' },
  file_content: { job: 'file.sweep' },
  file_upload: { most: 'maxOpen', in: 'features/files/upload-rows.ts' },
  flow: { limit: 'workflows' },
  flow_custom_use: 'of its parent',
  flow_storage_entry: { most: 'maxTotalBytes', in: 'features/workflows/stored-entries.ts' },
  flow_trigger: 'of its parent',
  flow_version: 'by hand',
  installation: 'of its parent',
  integration: 'by hand',
  integration_message: { most: 'maxWaiting', in: 'features/integrations/messages.ts' },
  limit_override: 'by hand',
  limit_use: 'of its parent',
  mqtt_delivery: { most: 'budget', in: 'platform/broker/broker-memory.ts' },
  mqtt_inbox: 'of its parent',
  mqtt_incoming: { most: 'maxIncoming', in: 'platform/broker/client-session.ts' },
  mqtt_interest: { most: 'maxPrefixes', in: 'platform/broker/interest-summary.ts' },
  mqtt_retained: { most: 'maxMessages', in: 'platform/broker/retained-messages.ts' },
  mqtt_session: 'of its parent',
  mqtt_subscription: { most: 'maxSubscriptions', in: 'platform/broker/client-session.ts' },
  mqtt_will: 'of its parent',
  node: 'of its parent',
  notification: { most: 'maxWaiting', in: 'features/notifications/store.ts' },
  notification_inbox: { job: 'notifications.clean' },
  notification_reminder: 'of its parent',
  notification_rule: 'by hand',
  organization: 'by hand',
  organization_invite: { most: 'maxInvites', in: 'features/organizations/invites.ts' },
  page_link: { most: 'maxLinks', in: 'features/page-links/service.ts' },
  payload_count: { job: 'usage.prune' },
  payload_count_by_device: { job: 'usage.prune' },
  payload_count_journal: 'of its parent',
  pubsub_subscription: 'of its parent',
  recent_item: { most: 'itemsPerUser', in: 'features/recent-items/service.ts' },
  resource_count: 'of its parent',
  resource_name: 'of its parent',
  resource_word: 'of its parent',
  webhook: 'by hand',
  webhook_call: { most: 'callsKept', in: 'features/webhooks/call-store.ts' },
  webhook_wait: { most: 'maxPerApplication', in: 'features/webhooks/waiting-requests.ts' },
  workflow_heard: { job: 'workflowRuns.prune' },
  workflow_minute: { job: 'workflowRuns.prune' },
  workflow_occurrence: { most: 'maxKept', in: 'features/workflow-runs/waiting-bound.ts' },
  workflow_recent_run: 'of its parent',
  workflow_run: { most: 'keptFailed', in: 'features/workflow-runs/run-store.ts' },
  workflow_run_order: { job: 'workflowRuns.prune' },
  workflow_running: { job: 'workflowRuns.prune' },
  workflow_scheduled: { most: 'maxWaiting', in: 'features/workflow-runs/timers/scheduled-presses.ts' },
  workflow_silence: 'of its parent',
  workflow_timer: 'of its parent',
};

interface Table {
  readonly name: string;
  /** The columns of each unique key. */
  readonly keys: readonly (readonly string[])[] | null;
  /** Columns that refer to a row of another table. */
  readonly references: readonly string[] | null;
}

let test: TestApp;
let tables: readonly Table[];

beforeAll(async () => {
  test = await startTestApp({ env: {} });
  tables = await partsOf(test.app).database.query<Table>({
    sql: `select c.relname as name,
        (select json_agg((select json_agg(a.attname) from pg_attribute a where a.attrelid = c.oid and a.attnum = any(x.indkey)))
          from pg_index x where x.indrelid = c.oid and x.indisunique and x.indpred is null and x.indexprs is null) as keys,
        (select json_agg(a.attname) from pg_constraint k join pg_attribute a on a.attrelid = c.oid and a.attnum = any(k.conkey)
          where k.conrelid = c.oid and k.contype = 'f') as references
      from pg_class c
      where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace order by 1`,
  });
});
afterAll(() => test.end());

/** At most one row for those that it refers to. */
function isOfItsParents({ keys, references }: Table): boolean {
  const referring = new Set(references);
  return (keys ?? []).some((columns) => columns.every((column) => referring.has(column)));
}

it('says of every table what ends its growth', () => {
  const unbounded = tables.filter((table) => !isOfItsParents(table)).map(({ name }) => name);
  expect(Object.keys(bounds).filter((name) => !tables.some((table) => table.name === name))).toEqual([]);
  expect(unbounded.filter((name) => !Object.hasOwn(bounds, name) && !/^migration|^schema_/.test(name))).toEqual([]);
});

it('names jobs that are scheduled, and limits and constants that there are', async () => {
  const schedules = await partsOf(test.app).database.query<{ name: string }>({ sql: 'select name from jobs.schedule' });
  const jobs = schedules.map(({ name }) => name);
  for (const [table, bound] of Object.entries(bounds)) {
    if (typeof bound === 'string') continue;
    if ('job' in bound) expect(jobs, table).toContain(bound.job);
    else if ('limit' in bound) expect(limitNames, table).toContain(bound.limit);
    else {
      const file = new URL(`../../src/${bound.in}`, import.meta.url);
      expect(existsSync(file), bound.in).toBe(true);
      expect(readFileSync(file, 'utf8'), table).toMatch(new RegExp(`const ${bound.most}\\b`));
    }
  }
});
