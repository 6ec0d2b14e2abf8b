// Builds a database of an old version first, and then brings it up to date.
import { expect, it } from 'vitest';
import { upgradeFrom } from '../../integration/former-database.ts';

it('takes exports that waited in the former queues over into the new ones', () =>
  upgradeFrom(
    '0065',
    (database) =>
      database.script(`
      insert into application (id, owner_type, owner_id, name, created_at, updated_at)
        values ('a', 'user', 'u', 'A', now(), now());
      insert into data_export (id, application_row_id, kind, requested_by, request, base_url, callback_url, state, attempts,
          delivery_attempts, delivery, delivery_error, created_at)
        select given.id, application_row_id, 'devices', 'user:u', '{}', 'http://x', url, state, 1, tried, delivery, problem, now()
        from application, (values
          ('half', 'http://y', 'running', 0, null, null), ('quiet', null, 'done', 0, null, null),
          ('untold', 'http://y', 'done', 2, null, 'answered 500'), ('told', 'http://y', 'done', 0, 'delivered', null),
          ('unheard', 'http://y', 'failed', 5, 'failed', 'answered 500')
        ) as given (id, url, state, tried, delivery, problem);
      create schema jobs;
      create table jobs.job (name text);
      insert into jobs.job values ('export.run'), ('export.deliver'), ('device.purge');`),
    async (database) => {
      const deliveries = await database.query({
        sql: `select id, d.state, d.attempts, d.error from export_delivery d join data_export using (data_export_row_id)
        order by id`,
      });
      expect(deliveries).toEqual([
        { id: 'told', state: 'delivered', attempts: 0, error: null },
        { id: 'unheard', state: 'failed', attempts: 5, error: 'answered 500' },
        { id: 'untold', state: 'pending', attempts: 2, error: 'answered 500' },
      ]);
      expect(await database.query({ sql: `select state, attempts, claim from data_export where id = 'half'` })).toEqual(
        [{ state: 'running', attempts: 1, claim: null }],
      );
      expect(await database.query({ sql: 'select name from jobs.job' })).toEqual([{ name: 'device.purge' }]);
      const turns = 'select 1 as one from export_turn union all select 2 from export_delivery_turn';
      expect(await database.query({ sql: turns })).toHaveLength(2);
    },
  ));
