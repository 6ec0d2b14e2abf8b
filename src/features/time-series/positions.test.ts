import { afterAll, beforeAll, expect, it } from 'vitest';
import { apiToken, now, openTestBed, type TestBed } from './test-bed.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await openTestBed();
});
afterAll(() => bed?.close());

const iso = (time: number): string => new Date(time).toISOString();
const read = (query?: string) =>
  bed.service.readPositions(bed.application, apiToken, query === undefined ? {} : { query });

it('returns where every device is, by the GPS attribute that was reported last', async () => {
  const one = await bed.addDevice({ place: 'gps', home: 'gps', level: 'number' });
  const silent = await bed.addDevice({ place: 'gps' });
  const other = await bed.addDevice({ place: 'string' });
  await bed.setLast(one, {
    place: { t: now - 5, v: '52.52,13.405' },
    home: { t: now - 9, v: '0,0' },
    level: { t: now, v: 3 },
  });
  await bed.setLast(other, { place: { t: now, v: '1,2' } });
  const answer = await read();
  expect(answer).toMatchObject({ count: 1, _type: 'devicePositions' });
  expect(answer.items).toEqual([
    {
      deviceId: one.id,
      name: expect.any(String),
      attribute: 'place',
      latitude: 52.52,
      longitude: 13.405,
      time: iso(now - 5),
    },
  ]);
  expect((await read(JSON.stringify({ id: silent.id }))).items).toEqual([]);
  expect((await read(JSON.stringify({ id: one.id }))).items).toHaveLength(1);
});

it('names the query where it is wrong', async () => {
  await expect(read('{')).rejects.toMatchObject({ type: 'Validation', field: 'query' });
  await expect(read('{"unknown":1}')).rejects.toMatchObject({ type: 'Validation' });
});
