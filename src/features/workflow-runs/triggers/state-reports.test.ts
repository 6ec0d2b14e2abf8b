import { expect, it } from 'vitest';
import type { DeviceBatch, StateItem } from '../../device-state/index.ts';
import type { DeviceProfile } from '../../devices/index.ts';
import type { ActiveTrigger, ApplicationTriggers, FlowLookup } from '../../workflows/index.ts';
import { decodeOccurrence } from '../occurrence.ts';
import { RunPace } from '../run-pace.ts';
import type { SilenceWatch } from '../silences/silence-watch.ts';
import { StateReports } from './state-reports.ts';

const device = { deviceId: 'd'.repeat(24), deviceRowId: 1, applicationRowId: 2, tags: [] } as unknown as DeviceProfile;
const trigger = {
  flowId: 'f',
  type: 'deviceId',
  key: device.deviceId,
  config: {},
  runtime: {},
} as unknown as ActiveTrigger;
const triggers: ApplicationTriggers = {
  isEmpty: false,
  find: (type) => (type === 'deviceId' ? [trigger] : []),
  ofType: () => [],
};
const silences = { judge: () => undefined, statements: () => [] } as unknown as SilenceWatch;
const item = (more: Partial<StateItem> = {}): StateItem => ({
  device,
  time: 5,
  data: { a: 1 },
  named: { speed: 1, note: 'a "b"' },
  source: 'device.mqtt',
  arrivedAt: 7,
  ...more,
});

function stored(report: StateItem, known: ApplicationTriggers | null = triggers) {
  const reports = new StateReports({
    pace: new RunPace(() => 0),
    lookup: { peek: () => known ?? undefined } as unknown as FlowLookup,
    silences,
    stored: () => undefined,
  });
  const [statement] = reports.statements([{ reports: [report] } as unknown as DeviceBatch]);
  const [applications, ids, kinds, contents] = (statement?.parameters ?? [[], [], [], []]) as string[][];
  expect([applications, kinds]).toEqual([[2], ['state']]);
  return decodeOccurrence({ id: ids?.[0] ?? '', kind: kinds?.[0] ?? '', content: contents?.[0] ?? '' });
}

const plain = {
  id: expect.stringMatching(/^[0-9a-f]{24}$/),
  kind: 'state',
  time: 5,
  arrivedAt: 7,
  relay: { type: 'device', id: device.deviceId },
  data: { speed: 1, note: 'a "b"' },
  deviceId: device.deviceId,
};

it('stores what a report starts, with what it says besides its values', () => {
  expect(stored(item())).toEqual(plain);
  expect(stored(item({ named: { $date: 'no mark' } }))).toEqual({ ...plain, data: { $date: 'no mark' } });
  const details = { meta: { a: [1] }, chain: 3, relay: { type: 'user', id: 'u' } } as const;
  expect(stored(item({ details }))).toEqual({ ...plain, ...details });
  expect(stored(item({ details: { batch: [item()] } }))).toEqual({ ...plain, batch: { size: 1 } });
});

it('stores a report whose triggers are not at hand, and says so', () => {
  expect(stored(item(), null)).toEqual({ ...plain, isUnjudged: true });
});
