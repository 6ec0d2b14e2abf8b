import { Badge, Group } from '@mantine/core';
import type { CertificateInfo } from '../../api/types.ts';
import { Time, useNow } from '../../shared/time.tsx';
import { t, tn } from '../../words/words.ts';

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
          {t('expired')}
        </Badge>
      ) : null}
      {now <= end && days < warnDays ? (
        <Badge color="orange" variant="light">
          {days < 1 ? t('expires today') : tn(days, '{count} day left', '{count} days left')}
        </Badge>
      ) : null}
      {isEarly ? <Badge color="gray">{t('not valid yet')}</Badge> : null}
    </Group>
  );
}
