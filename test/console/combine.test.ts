import { expect, it } from 'vitest';
import { combine } from '../../console/src/series/combine.ts';

const columns = {
  times: [1, 2, 3],
  lines: [
    { key: 'a.t', deviceId: 'a', deviceName: 'A', attribute: 't', values: [1, null, 3] },
    { key: 'b.t', deviceId: 'b', deviceName: 'B', attribute: 't', values: [3, null, null] },
    { key: 'a.on', deviceId: 'a', deviceName: 'A', attribute: 'on', values: [true, false, null] },
  ],
};

it('combines the devices of each attribute, at each time those that have a value', () => {
  const { lines } = combine(columns, 'range');
  expect(lines.map(({ deviceName, attribute, values }) => [deviceName, attribute, values])).toEqual([
    ['smallest', 't', [1, null, 3]],
    ['mean', 't', [2, null, 3]],
    ['largest', 't', [3, null, 3]],
    ['smallest', 'on', [1, 0, null]],
    ['mean', 'on', [1, 0, null]],
    ['largest', 'on', [1, 0, null]],
  ]);
  expect(combine(columns, 'sum').lines.map(({ values }) => values)).toEqual([
    [4, null, 3],
    [1, 0, null],
  ]);
  expect(combine(columns, 'none')).toEqual(columns);
});
