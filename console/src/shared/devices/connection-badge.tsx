import { Badge } from '@mantine/core';
import type { Device } from '../../api/types.ts';
import { t } from '../../words/words.ts';

/** A badge cuts its words where a column is narrow; these are worth their room. */
const whole = { label: { overflow: 'visible' } };

/** The API says 1, 0, or null for a device that has never connected. */
export function ConnectionBadge({ device }: { device: Device }) {
  const connected = device.connectionInfo?.connected;
  if (connected) {
    return (
      <Badge color="green" variant="light" tt="none" styles={whole}>
        {t('connected')}
      </Badge>
    );
  }
  return (
    <Badge color="gray" variant="light" tt="none" styles={whole}>
      {connected === 0 ? t('disconnected') : t('never connected')}
    </Badge>
  );
}
