import { Badge } from '@mantine/core';
import type { Device } from '../api/types.ts';

/** The API says 1, 0, or null for a device that has never connected. */
export function ConnectionBadge({ device }: { device: Device }) {
  const connected = device.connectionInfo?.connected;
  if (connected) {
    return (
      <Badge color="green" variant="light">
        connected
      </Badge>
    );
  }
  return (
    <Badge color="gray" variant="light">
      {connected === 0 ? 'disconnected' : 'never connected'}
    </Badge>
  );
}
