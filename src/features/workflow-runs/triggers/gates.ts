import type { ReportGate } from '../../device-state/index.ts';
import type { DeviceProfile } from '../../devices/index.ts';
import type { MessageGate } from '../../integrations/index.ts';
import type { ActiveTrigger, FlowLookup } from '../../workflows/index.ts';
import { ofReports } from '../planner.ts';
import type { WaitingGate } from '../waiting-gate.ts';

interface Parts {
  readonly lookup: FlowLookup;
  readonly gate: WaitingGate;
}

/** Reports of devices whose flows have as much waiting as may. Where the triggers are not at hand, nothing is held back. */
export function stateGate({ lookup, gate }: Parts): ReportGate {
  const find = (device: DeviceProfile): readonly ActiveTrigger[] => {
    const triggers = lookup.peek(device.applicationRowId);
    return !triggers || triggers.isEmpty ? [] : ofReports(triggers, device);
  };
  return {
    hold: (device) => {
      const { applicationRowId } = device;
      // Most applications have no triggers, and most reports find room.
      if (lookup.peek(applicationRowId)?.isEmpty !== false || gate.hasRoom(applicationRowId)) return undefined;
      return gate.hold(applicationRowId, find(device));
    },
    requireRoom: async (device) => gate.requireRoom(device.applicationRowId, find(device)),
  };
}

/** Messages of integrations whose flows have as much waiting as may. */
export function integrationGate({ lookup, gate }: Parts): MessageGate {
  return ({ applicationRowId, integrationId, flowVersion }) => {
    if (gate.hasRoom(applicationRowId)) return undefined;
    return gate.hold(
      applicationRowId,
      lookup.peek(applicationRowId)?.find('integration', integrationId, flowVersion) ?? [],
    );
  };
}
