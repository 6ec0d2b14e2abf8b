import { Badge } from '@mantine/core';
import type { Device } from '../../api/types.ts';

/** The API says 1, 0, or null for a device that has never connected. */
export function ConnectionBadge({ device }: { device: Device }) {
  const connected = device.connectionInfo?.connected;
  if (connected) {
    return (
      <Badge color="green" variant="light" tt="none">
        connected
      </Badge>
    );
  }
  return (
    <Badge color="gray" variant="light" tt="none">
      {connected === 0 ? 'disconnected' : 'never connected'}
    </Badge>
  );
}
