import { Badge, Group } from '@mantine/core';
import type { CertificateInfo } from '../../api/types.ts';
import { Time, useNow } from '../../shared/time.tsx';

type Dates = Pick<CertificateInfo, 'notValidBefore' | 'notValidAfter'>;

const dayMs = 86_400_000;
/** Time enough to have a new one made and brought to the device. */
const warnDays = 30;

/** Until when a certificate is valid, with a warning in time. */
export function Validity({ notValidBefore, notValidAfter }: Dates) {
  const now = useNow();
  const end = Date.parse(notValidAfter);
  const days = Math.floor((end - now) / dayMs);
  const isEarly = now < Date.parse(notValidBefore);
  return (
    <Group gap="xs">
      <Time value={notValidAfter} format="day" />
      {now > end ? (
        <Badge color="red" variant="light">
          expired
        </Badge>
      ) : null}
      {now <= end && days < warnDays ? (
        <Badge color="orange" variant="light">
          {days < 1 ? 'expires today' : `${days} ${days === 1 ? 'day' : 'days'} left`}
        </Badge>
      ) : null}
      {isEarly ? <Badge color="gray">not valid yet</Badge> : null}
    </Group>
  );
}
