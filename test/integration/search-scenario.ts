import { expect } from 'vitest';
import { logIn } from '../support/api.ts';
import type { TestApp } from './app.ts';

/** More than any stage of a search takes from an index that knows no order. */
const many = 1500;

/** Ranks that must hold however many names of a lower rank there are; run on each database. */
export async function expectSearchRanks(start: () => Promise<TestApp>): Promise<void> {
  const server = await start();
  try {
    const { client } = await logIn(server);
    const { id: applicationId } = await client.applications.post({ application: { name: 'Fleet' } });
    const { database } = server.app.platform;
    // As the server keeps them: making them all over the API takes long.
    await database.query({
      sql: `insert into resource_name (application_row_id, type, id, name, descriptor, tags)
          select application_row_id, 'device', substr(md5(made.name), 1, 24), made.name, '', ''
          from application, lateral (
            select 'aatemp-' || n as name from generate_series(1, $2::int) n
            union all select 'a ' || repeat('pump ', 20) || n from generate_series(1, 150) n
            -- More than a search reads of the names in order before it comes to those with two words that are in all of them.
            union all select 'filler ' || n from generate_series(1, 3500) n
            union all select 'sensor north ' || $2::int - n from generate_series(1, $2::int) n) made
          where application.id = $1`,
      parameters: [applicationId, many],
    });
    const search = async (filter: string): Promise<string[]> =>
      (await client.application.search({ applicationId, filter })).map(({ name }: { name: string }) => name);
    const make = async (name: string): Promise<string> =>
      (await client.devices.post({ applicationId, device: { name } })).deviceId;

    const deviceId = await make('Room temp');
    await make('Temperature');
    await make('zz (temp) 1');
    const found = await search('temp');
    expect(found).toHaveLength(100);
    expect(found.slice(0, 3)).toEqual(['Temperature', 'Room temp', 'zz (temp) 1']);
    // Not a hundred of those that have it, but the first hundred: what the index knows no order of.
    const firstOf = (start: string, from: number): string[] =>
      Array.from({ length: many }, (_, index) => `${start}${index + from}`).sort();
    expect(found.slice(3)).toEqual(firstOf('aatemp-', 1).slice(0, 97));
    for (const again of ['first', 'second']) {
      expect([again, ...(await search('ensor north'))]).toEqual([again, ...firstOf('sensor north ', 0).slice(0, 100)]);
    }

    // A name with the word twenty times is one result, and leaves room for the others.
    const pumps = await search('pump');
    expect(pumps).toHaveLength(100);
    expect(new Set(pumps).size).toBe(100);

    // Two letters have changed places: any hundred where very many names are meant, the first hundred where fewer are.
    for (const slip of ['senosr', 'nroth', 'senosr north']) {
      const meant = await search(slip);
      expect([slip, new Set(meant).size]).toEqual([slip, 100]);
      for (const name of meant) expect(name).toMatch(/^sensor north /);
      expect(meant).toEqual([...meant].sort());
    }
    const few = Array.from({ length: 150 }, (_, index) => `a ${'pump '.repeat(20)}${index + 1}`).sort();
    expect(await search('pmup')).toEqual(few.slice(0, 100));

    await client.device.patch({ applicationId, deviceId, device: { name: 'Room 7' } });
    expect((await search('temp')).slice(0, 3)).toEqual([
      'Temperature',
      'zz (temp) 1',
      expect.stringMatching(/^aatemp/),
    ]);
    expect(await search('7')).toContain('Room 7');
    await client.device.delete({ applicationId, deviceId });
    const words = { sql: 'select suffix from resource_word where id = $1', parameters: [deviceId] };
    expect(await database.query(words)).toEqual([]);
  } finally {
    await server.end();
  }
}
