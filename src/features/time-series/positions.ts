import type { AttributeValue } from '../../kernel/attribute-value.ts';
import type { DeviceProfile } from '../devices/index.ts';

/** Where a device was when it last said so. */
export interface Position {
  readonly deviceId: string;
  readonly name: string;
  readonly attribute: string;
  /** Degrees. */
  readonly latitude: number;
  readonly longitude: number;
  readonly time: string;
}

/**
 * Where the device is, by the GPS attribute whose value is the newest; undefined where none has one. Values are stored as
 * `lat,lon` in decimal degrees.
 */
export function findPosition(
  { deviceId, name, attributes }: DeviceProfile,
  stored: Readonly<Record<string, { readonly t: number; readonly v: AttributeValue }>>,
): Position | undefined {
  let newest: { readonly at: number; readonly position: Position } | undefined;
  for (const { name: attribute, key, dataType } of attributes.values()) {
    const last = dataType === 'gps' ? stored[key] : undefined;
    if (!last || (newest && last.t <= newest.at)) continue;
    const [latitude = Number.NaN, longitude = Number.NaN] = String(last.v).split(',').map(Number);
    if (!Number.isFinite(latitude) || !Number.isFinite(longitude)) continue;
    const time = new Date(last.t).toISOString();
    newest = { at: last.t, position: { deviceId, name, attribute, latitude, longitude, time } };
  }
  return newest?.position;
}
