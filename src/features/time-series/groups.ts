import type { DeviceProfile, StoredAttribute } from '../devices/index.ts';

/** Devices that keep the same attributes under the same keys, so that one statement serves them all. */
export interface DeviceGroup {
  readonly devices: readonly DeviceProfile[];
  readonly attributes: readonly StoredAttribute[];
}

/** Devices, each with the attributes that a query wants of it. */
export type WantedAttributes = readonly (readonly [DeviceProfile, readonly StoredAttribute[]])[];

/** The attributes of a device that a query is about; names that the device does not have are left out. */
export function wantAttributes(
  device: DeviceProfile,
  wanted: { readonly names: ReadonlySet<string> | undefined; readonly numeric: boolean },
): StoredAttribute[] {
  return [...device.attributes.values()].filter(
    ({ name, dataType }) => (!wanted.names || wanted.names.has(name)) && (!wanted.numeric || dataType === 'number'),
  );
}

/**
 * Groups devices by the attributes wanted of them, which fleets of one make have in common. Groups are cut to the given
 * sizes; a device without any wanted attribute is in none.
 */
export function groupDevices(
  wanted: WantedAttributes,
  sizes: { readonly maxDevices: number; readonly maxAttributes: number },
): DeviceGroup[] {
  const layouts = new Map<string, { devices: DeviceProfile[]; attributes: readonly StoredAttribute[] }>();
  for (const [device, attributes] of wanted) {
    if (attributes.length === 0) continue;
    const layout = attributes.map(({ key, name }) => `${key} ${name}`).join('\n');
    const known = layouts.get(layout);
    if (known) known.devices.push(device);
    else layouts.set(layout, { devices: [device], attributes });
  }
  return [...layouts.values()].flatMap(({ devices, attributes }) =>
    cut(devices, sizes.maxDevices).flatMap((some) =>
      cut(attributes, sizes.maxAttributes).map((few) => ({ devices: some, attributes: few })),
    ),
  );
}

/** The items in runs of at most `size`. */
export function cut<Item>(items: readonly Item[], size: number): (readonly Item[])[] {
  const runs: (readonly Item[])[] = [];
  for (let index = 0; index < items.length; index += size) runs.push(items.slice(index, index + size));
  return runs;
}
