import { Alert } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { t } from '../words/words.ts';
import { healthQuery } from './health-query.ts';

function watch(onChange: () => void): () => void {
  window.addEventListener('online', onChange);
  window.addEventListener('offline', onChange);
  return () => {
    window.removeEventListener('online', onChange);
    window.removeEventListener('offline', onChange);
  };
}

/** Says on every page, for as long as it is so, that this device has no network, or that there is no way to the server. */
export function OfflineNotice() {
  const isOnline = useSyncExternalStore(watch, () => navigator.onLine);
  // What the browser says of its network is about the next device at most, and not even that after every reload.
  const { error } = useQuery(healthQuery);
  if (isOnline && !(error instanceof TypeError)) return null;
  return (
    <Alert
      color="orange"
      role="alert"
      title={isOnline ? t('The server cannot be reached') : t('No network')}
      m="md"
      maw={1440}
      mx="auto"
    >
      {t('What you see may be old, and nothing can be saved. It goes on by itself once there is a network again.')}
    </Alert>
  );
}
