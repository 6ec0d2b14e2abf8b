import { newId } from '../../../kernel/ids.ts';
import { publicRelay, relayOf } from '../../../kernel/relay.ts';
import type { DeviceCreationListener } from '../../devices/index.ts';
import type { FlowLookup } from '../../workflows/index.ts';
import type { Dispatcher } from '../dispatcher.ts';

/** A device that is created starts flows, in the transaction that creates it (workflows.md, "2. Triggers"). */
export function listenToCreatedDevices({
  lookup,
  dispatcher,
  now,
}: {
  lookup: FlowLookup;
  dispatcher: Dispatcher;
  now: () => number;
}): DeviceCreationListener {
  return async (tx, device, maker) => {
    const { applicationRowId, deviceId, name, deviceClass } = device;
    const triggers = await lookup.triggers(applicationRowId, tx);
    if (triggers.ofType('deviceCreate').length === 0) return;
    await dispatcher.store(tx, applicationRowId, {
      id: newId(),
      kind: 'deviceCreate',
      time: now(),
      relay: maker ? relayOf(maker) : publicRelay,
      deviceId,
      // What is known of it should it be gone when the run starts.
      data: { device: { id: deviceId, deviceId, name, deviceClass } },
    });
  };
}
