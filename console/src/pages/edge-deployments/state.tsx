import { Badge } from '@mantine/core';
import { t } from '../../words/words.ts';
import type { Deployment } from './queries.ts';

type State = 'current' | 'pending' | 'error';

const words: Readonly<Record<State, { label: string; color: string }>> = {
  current: { label: t('Up to date'), color: 'green' },
  pending: { label: t('Pending'), color: 'yellow' },
  error: { label: t('Error'), color: 'red' },
};

/** What the agent said when it last failed, unless something else has been asked of it since. */
export function errorOf({ currentVersion, desiredVersion, logs }: Deployment): string | undefined {
  if (currentVersion === desiredVersion) return undefined;
  const [newest] = logs;
  return newest?.changeType === 'current' ? newest.error : undefined;
}

export function DeploymentState({ deployment }: { deployment: Deployment }) {
  const { currentVersion, desiredVersion } = deployment;
  const isCurrent = currentVersion === desiredVersion;
  const { color, label } = words[isCurrent ? 'current' : errorOf(deployment) === undefined ? 'pending' : 'error'];
  return (
    <Badge color={color} variant="light">
      {label}
    </Badge>
  );
}
