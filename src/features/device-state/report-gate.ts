import type { DeviceProfile } from '../devices/index.ts';

/** Says when reports must wait because somebody that rides along in their transactions cannot take more. */
export interface ReportGate {
  /**
   * Asked of what a device publishes. Undefined: there is room, which costs nothing. Else the report is stored, and acknowledged,
   * once the promise resolves; when it rejects, it is not. Reports of one device keep their order.
   */
  hold(device: DeviceProfile): Promise<void> | undefined;
  /** Asked of reports whose senders can be told. @throws AppError Throttled */
  requireRoom(device: DeviceProfile): Promise<void>;
}
