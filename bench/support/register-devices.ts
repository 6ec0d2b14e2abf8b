import type pg from 'pg';

/**
 * Makes as many devices as `template`'s in rows alone, which takes seconds for a hundred thousand.
 *
 * @param options.from how many have been made by earlier calls, so that ids and names differ
 * @returns their ids
 */
export async function registerDevices(
  pool: pg.Pool,
  { template, from, count }: { template: string; from: number; count: number },
): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `with template as (select * from device where id = $1), made as (
       insert into device (id, application_row_id, name, attributes, tags, created_at, updated_at)
       select lpad(to_hex(n), 24, '0'), application_row_id, 'Device ' || n, attributes, tags, now(), now()
       from template, generate_series($2::integer, $3::integer) n returning id, name, application_row_id),
     named as (insert into resource_name (application_row_id, type, id, name) select application_row_id, 'device', id, name from made),
     counted as (update resource_count set count = count + (select count(*) from made)
       where type = 'device' and application_row_id = (select application_row_id from template))
     select id from made`,
    [template, from + 1, from + count],
  );
  await pool.query('vacuum analyze device, resource_name');
  return rows.map(({ id }) => id);
}
