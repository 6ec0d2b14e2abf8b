import { Badge } from '@mantine/core';
import { Time } from '../../shared/time.tsx';
import { t } from '../../words/words.ts';
import type { Integration } from './queries.ts';

type Stated = Pick<Integration, 'enabled' | 'status'>;

/** A badge cuts its words where a column is narrow; these are worth their room. */
const whole = { label: { overflow: 'visible' } };

/** Whether an integration is connected, in one word. */
export function ConnectionState({ integration }: { integration: Stated }) {
  const [color, text] = stateOf(integration);
  return (
    <Badge color={color} variant="light" tt="none" styles={whole}>
      {text}
    </Badge>
  );
}

function stateOf({ enabled, status }: Stated): [color: string, text: string] {
  if (!enabled) return ['gray', t('disabled')];
  if (status.connected) return ['green', t('connected')];
  return status.disconnectInfo.error === undefined ? ['blue', t('connecting')] : ['red', t('not connected')];
}

/** What has to be mended, while the integration is not connected; undefined when nothing has. */
export function problemOf({ enabled, status }: Stated): string | undefined {
  return enabled && !status.connected ? status.disconnectInfo.error : undefined;
}

/** A moment of a status, or that there was none. */
export function StatusTime({ value }: { value: number | null | undefined }) {
  if (value === null || value === undefined) return <>{t('never')}</>;
  return <Time value={value} />;
}
