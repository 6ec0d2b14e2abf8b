import { Alert } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { t } from '../words/words.ts';

function watch(onChange: () => void): () => void {
  window.addEventListener('online', onChange);
  window.addEventListener('offline', onChange);
  return () => {
    window.removeEventListener('online', onChange);
    window.removeEventListener('offline', onChange);
  };
}

/** Says on every page, for as long as it is so, that this device has no network. */
export function OfflineNotice() {
  const isOnline = useSyncExternalStore(watch, () => navigator.onLine);
  if (isOnline) return null;
  return (
    <Alert color="orange" role="alert" title={t('No network')} m="md" maw={1440} mx="auto">
      {t('What you see may be old, and nothing can be saved. It goes on by itself once there is a network again.')}
    </Alert>
  );
}
