import { expect, test } from 'vitest';
import { geofenceNode } from './geofence.ts';
import { runNode } from './test-bed.ts';

const corners = ['0,0', '0,10', '10,10', '10,0'];
const run = (config: Record<string, unknown>, at: unknown = '5,5') =>
  runNode(geofenceNode, { gpsCheck: '{{at}}', resultPath: 'result', branchPath: 'branch', ...config }, { at, corners });

test.each<[Record<string, unknown>, unknown, unknown, boolean]>([
  [{ gpsCenter: '5,5.001', radius: '200' }, '5,5', expect.closeTo(110.77, 1), true],
  [{ gpsCenter: '5,5.001', radius: 100 }, '5,5', expect.closeTo(110.77, 1), false],
  [{ gpsCenter: '5,5', radius: 0 }, '5,5', 0, true],
  [{ gpsCenter: '5,5', radius: '' }, '5,5', 0, false],
  [{ gpsCenter: '5,5', radius: 'far' }, '5,5', 0, false],
  [{ gpsCenter: '{{missing}}', radius: '5' }, '5,5', undefined, false],
  [{ gpsCenter: '5,5', radius: '5' }, 'nowhere', undefined, false],
  [{ checkType: 'polygonCoords', polygonCoords: corners.join('\n') }, '5,5', true, true],
  [{ checkType: 'polygonCoords', polygonCoords: corners }, '5,11', false, false],
  [{ checkType: 'polygon', polygonPath: 'corners' }, '5,5', true, true],
  [{ checkType: 'polygon', polygonPath: 'corners' }, '-1,5', false, false],
  [{ checkType: 'polygon', polygonPath: 'missing' }, '5,5', false, false],
  [{ checkType: 'polygonCoords', polygonCoords: '0,0\n1,1' }, '5,5', false, false],
])('%j of %j', async (config, at, result, inside) => {
  const { payload, output } = await run(config, at);
  expect(payload).toMatchObject({ branch: inside });
  expect(payload.result).toEqual(result);
  expect(output).toBe(Number(inside));
});

test('quotes of degrees are no markup', async () => {
  const { output } = await run({ gpsCenter: '5.5,5.5', radius: '100' }, `5°30'0"N 5°30'0"E`);
  expect(output).toBe(1);
});

test('without a position to check it throws', async () => {
  await expect(run({}, '')).rejects.toMatchObject({ name: 'TemplateError' });
});
