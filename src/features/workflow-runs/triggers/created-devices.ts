import { newId } from '../../../kernel/ids.ts';
import type { DeviceCreationListener } from '../../devices/index.ts';
import type { FlowLookup } from '../../workflows/index.ts';
import { relayOf } from '../buttons.ts';
import type { Dispatcher } from '../dispatcher.ts';
import { maxChain, publicRelay } from '../occurrence.ts';

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
  return async (tx, device, origin) => {
    const { applicationRowId, deviceId, name, deviceClass } = device;
    const triggers = await lookup.triggers(applicationRowId, tx);
    if (triggers.ofType('deviceCreate').length === 0) return;
    const isOfFlow = origin !== undefined && 'chain' in origin;
    if (isOfFlow && origin.chain > maxChain) return;
    const relay = isOfFlow ? origin.relay : origin ? relayOf(origin.principal) : publicRelay;
    await dispatcher.store(tx, applicationRowId, {
      id: newId(),
      kind: 'deviceCreate',
      time: now(),
      relay,
      deviceId,
      // What is known of it should it be gone when the run starts.
      data: { device: { id: deviceId, deviceId, name, deviceClass } },
      ...(isOfFlow ? { chain: origin.chain } : {}),
    });
  };
}
