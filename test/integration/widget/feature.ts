import { sql } from 'kysely';
import type { Action } from '../../../src/kernel/actions.ts';
import { notFound } from '../../../src/kernel/errors.ts';
import { newId } from '../../../src/kernel/ids.ts';
import type { Queryable } from '../../../src/platform/database/database.ts';
import { inTransaction } from '../../../src/platform/database/transaction.ts';
import { defineFeature } from '../../../src/platform/feature.ts';
import { insertResource, removeResource, updateResource } from '../../../src/platform/resources/changes.ts';
import { widgetResource } from './resource.ts';
import { widget, widgetPatch, widgetPost, widgets } from './schemas.ts';

const all = '/applications/{applicationId}/widgets';
const one = '/applications/{applicationId}/widgets/{widgetId}';

function action<const Path extends string>(
  verb: string,
  method: Action['method'],
  path: Path,
  success = 200,
): Action<Path> {
  const [resource] = verb.split('.');
  const reads = method === 'GET';
  const levels = ['all.Application', 'all.Organization', 'all.User'];
  const scopes = [...levels, ...(reads ? levels.map((level) => `${level}.read`) : []), `${resource}.*`, verb];
  return { name: verb, method, path, scopes, success, reads };
}

const actions = {
  list: action('widgets.get', 'GET', all),
  create: action('widgets.post', 'POST', all, 201),
  read: action('widget.get', 'GET', one),
  change: action('widget.patch', 'PATCH', one),
  remove: action('widget.delete', 'DELETE', one),
};

interface WidgetRow {
  readonly id: string;
  readonly application_row_id: number;
  readonly name: string;
  readonly description: string;
  readonly device_id: string | null;
}

const toWidget = ({ id, name, description, device_id: deviceId }: WidgetRow) => ({
  id,
  name,
  description,
  ...(deviceId === null ? {} : { deviceId }),
});

async function find(db: Queryable, applicationRowId: number, id: string): Promise<WidgetRow> {
  const { rows } = await sql<WidgetRow>`
    select * from widget where application_row_id = ${applicationRowId} and id = ${id}`.execute(db);
  if (!rows[0]) throw notFound('Widget');
  return rows[0];
}

/** One folder and one migration: what is declared here is all that the rest of the server learns of widgets. */
export const widgetsFeature = defineFeature({
  name: 'widgets',
  resources: [widgetResource],
  actions: Object.values(actions),
  create({ database, secrets }) {
    return {
      api: {},
      routes(router) {
        router.handle(actions.list, {
          summary: 'The widgets of an application.',
          answer: widgets,
          async handle({ application }) {
            const { rows } = await sql<WidgetRow>`
              select * from widget where application_row_id = ${application.applicationRowId}
              order by widget_row_id`.execute(database.kysely);
            const page = { count: rows.length, totalCount: rows.length, perPage: 1000, page: 0 };
            return { items: rows.map(toWidget), ...page, sortField: 'id', sortDirection: 'asc', _type: 'widgets' };
          },
        });
        router.handle(actions.create, {
          summary: 'Create a widget.',
          body: widgetPost,
          answer: widget,
          async handle({ application, body, change }) {
            return inTransaction(database, async (tx) => {
              const sealed = body.pinSecret === undefined ? null : secrets.seal(body.pinSecret);
              const { rows } = await sql<WidgetRow>`
                insert into widget (id, application_row_id, name, description, device_id, sealed_pin_secret)
                values (${newId()}, ${application.applicationRowId}, ${body.name}, ${body.description ?? ''},
                  ${body.deviceId ?? null}, ${sealed}) returning *`.execute(tx);
              const row = rows[0] as WidgetRow;
              await insertResource(tx, widgetResource, row, { change });
              return toWidget(row);
            });
          },
        });
        router.handle(actions.read, {
          summary: 'One widget.',
          answer: widget,
          handle: async ({ application, parameters }) =>
            toWidget(await find(database.kysely, application.applicationRowId, parameters.widgetId)),
        });
        router.handle(actions.change, {
          summary: 'Change a widget.',
          body: widgetPatch,
          answer: widget,
          async handle({ application, parameters, body, change }) {
            return inTransaction(database, async (tx) => {
              const current = await find(tx, application.applicationRowId, parameters.widgetId);
              const changed = { ...current, name: body.name ?? current.name };
              await sql`update widget set name = ${changed.name} where id = ${current.id}`.execute(tx);
              await updateResource(tx, widgetResource, changed, { change });
              return toWidget(changed);
            });
          },
        });
        router.handle(actions.remove, {
          summary: 'Delete a widget.',
          async handle({ application, parameters, change }) {
            await inTransaction(database, async (tx) => {
              const row = await find(tx, application.applicationRowId, parameters.widgetId);
              await sql`delete from widget where id = ${row.id}`.execute(tx);
              await removeResource(tx, widgetResource, row, { change });
            });
            return { success: true };
          },
        });
      },
    };
  },
});
