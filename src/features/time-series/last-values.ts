import type { AttributeValue } from '../../kernel/attribute-value.ts';
import type { Database } from '../../platform/database/database.ts';
import { type LastValue, walkLastValues } from '../device-state/index.ts';
import type { DeviceProfile, StoredAttribute } from '../devices/index.ts';
import type { Point, PointMaker } from './answer.ts';
import { wantAttributes } from './groups.ts';

/**
 * The newest value of the attribute, or without a name of every one, of each device that has one: by device id, in the order
 * of the devices. `time` is when that value was reported; with several, the newest of their times.
 */
export async function readLastPoints(
  database: Database,
  question: { readonly profiles: readonly DeviceProfile[]; readonly attribute: string | undefined },
  maker: PointMaker,
): Promise<Record<string, Point>> {
  const { profiles, attribute } = question;
  const names = attribute === undefined ? undefined : new Set([attribute]);
  const points = new Map<number, Point>();
  for (const { devices, attributes } of groupByAttributes(profiles, names)) {
    const key = attribute === undefined ? undefined : String(attributes[0]?.key);
    const deviceRowIds = devices.map(({ deviceRowId }) => deviceRowId);
    for await (const some of walkLastValues(database, deviceRowIds, { key })) {
      for (const { deviceRowId, values } of some) {
        const point = toPoint(attributes, values, maker);
        if (point) points.set(deviceRowId, point);
      }
    }
  }
  const answer: Record<string, Point> = {};
  for (const { deviceId, deviceRowId } of profiles) {
    const point = points.get(deviceRowId);
    if (point) answer[deviceId] = point;
  }
  return answer;
}

interface Group {
  readonly devices: DeviceProfile[];
  readonly attributes: readonly StoredAttribute[];
}

/** Devices that keep the wanted attributes alike; those of one make share even the list, so most are told by that. */
function groupByAttributes(profiles: readonly DeviceProfile[], names: ReadonlySet<string> | undefined): Group[] {
  const byList = new Map<DeviceProfile['attributes'], Group | undefined>();
  const byKeys = new Map<string, Group>();
  for (const profile of profiles) {
    if (!byList.has(profile.attributes)) {
      const attributes = wantAttributes(profile, { names, numeric: false });
      const layout = attributes.map(({ key, name }) => `${key} ${name}`).join('\n');
      const group = attributes.length === 0 ? undefined : (byKeys.get(layout) ?? { devices: [], attributes });
      if (group) byKeys.set(layout, group);
      byList.set(profile.attributes, group);
    }
    byList.get(profile.attributes)?.devices.push(profile);
  }
  return [...byKeys.values()];
}

function toPoint(
  attributes: readonly StoredAttribute[],
  stored: Readonly<Record<string, LastValue>>,
  maker: PointMaker,
): Point | undefined {
  const values: [string, AttributeValue][] = [];
  let time = Number.NEGATIVE_INFINITY;
  for (const { name, key } of attributes) {
    const last = stored[key];
    if (!last) continue;
    values.push([name, last.v]);
    time = Math.max(time, last.t);
  }
  return values.length > 0 ? maker.make(time, values) : undefined;
}
