import { expect, it } from 'vitest';
import { planDevices, resultHeader } from './plan.ts';
import { countUnnamed, planRows, resultLine } from './rows.ts';
import type { BulkCreatePost } from './schemas.ts';
import type { RecipeRow } from './store.ts';
import type { Plan } from './stored-plan.ts';

const recipe = {
  name: 'Sensor',
  device_name: null,
  device_description: 'made',
  tags: [
    { key: 'floor', value: '1' },
    { key: 'floor', value: '2' },
    { key: 'DeviceRecipe', value: 'not this' },
  ],
  attributes: [],
  device_class: 'standalone',
  gateway_id: null,
  parent_id: null,
  system_interval: null,
  keep_duplicates: false,
  command_forms: [],
} as unknown as RecipeRow;

const plan = (header: string[], body: BulkCreatePost = {}): Plan => planDevices(recipe, body, { header });

it('numbers the rows without a name, going on from the rows before', () => {
  const planned = plan(['n'], { nameColumn: 'n' });
  const rows = [['A'], [' '], [''], ['B']];
  expect(countUnnamed(planned, rows)).toBe(2);
  expect(planRows(planned, rows, 9_999).map(({ body }) => body.name)).toEqual([
    'A',
    'Sensor 9999',
    'Sensor 10000',
    'B',
  ]);
});

it('puts what a row says of a tag in the place of all that the recipe has, and names the recipe last', () => {
  const planned = plan(['floor', 'room']);
  const [own, blank] = planRows(
    planned,
    [
      ['3', 'x'],
      ['', ''],
    ],
    0,
  );
  expect(own?.body.tags).toEqual([
    { key: 'floor', value: '3' },
    { key: 'room', value: 'x' },
    { key: 'DeviceRecipe', value: 'Sensor' },
  ]);
  expect(blank?.body.tags).toEqual([
    { key: 'floor', value: '1' },
    { key: 'floor', value: '2' },
    { key: 'DeviceRecipe', value: 'Sensor' },
  ]);
  expect(blank?.cells).toEqual(['1', '', 'Sensor 0001']);
});

it('names the columns of the result, and leaves out those of a result that was sent again', () => {
  expect(resultHeader(plan(['name', 'losantDeviceSecret'], { makeUniqueKeySecret: true }))).toEqual([
    'name',
    'name2',
    'losantDeviceId',
    'losantDeviceKey',
    'losantDeviceSecret',
    'creationErrors',
  ]);
  const planned = plan(['n', 'creationErrors'], { nameColumn: 'n' });
  const [row] = planRows(planned, [['A', 'old']], 0);
  expect(row?.body.tags).not.toContainEqual({ key: 'creationErrors', value: 'old' });
  expect(resultLine(planned, row?.cells ?? [], { refusal: 'too bad' })).toBe('"A",,"too bad"\n');
});
