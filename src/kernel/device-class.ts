/**
 * Whether devices of this class log in themselves, over MQTT and REST (semantics.md, "Devices and their state"): peripherals
 * speak through a gateway, and the server speaks for system devices.
 */
export function mayLogIn(deviceClass: string): boolean {
  return deviceClass !== 'peripheral' && deviceClass !== 'system';
}
