import { AppError } from '../../kernel/errors.ts';
import { parseDeviceJson } from '../../kernel/json-dates.ts';
import { decodeUtf8 } from '../../kernel/json-text.ts';
import type { DeviceTopic } from '../../platform/feature.ts';
import type { DeviceProfile } from '../devices/index.ts';
import type { DeviceStateService } from './service.ts';

/**
 * `losant/<deviceId>/state`: a report. Acknowledged once it is durable; a report that cannot be stored is acknowledged
 * all the same, because sending it again would not help (semantics.md, "Devices and their state").
 */
export function stateTopic(states: DeviceStateService): DeviceTopic {
  return {
    name: 'state',
    receive(device: DeviceProfile, payload, callbacks) {
      let report: unknown;
      let leftOut = 0;
      try {
        report = parseDeviceJson(decodeUtf8(payload), 'the payload', () => {
          leftOut += 1;
        });
      } catch (error) {
        const reason = error instanceof AppError ? error.message : 'the payload is not valid UTF-8';
        states.logUnreadable(device, payload, reason);
        return callbacks.refused(reason);
      }
      if (leftOut > 0) states.logLeftOut(device);
      states.receive(device, report, callbacks);
    },
  };
}
