import { Alert } from '@mantine/core';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { request } from '../api/client.ts';
import { keys } from '../api/query-keys.ts';
import { t } from '../words/words.ts';

/** A disk fills and empties in minutes. */
const lookEveryMs = 15_000;

const healthQuery = queryOptions({
  queryKey: keys.health(),
  queryFn: () => request('GET', '/health'),
  refetchInterval: lookEveryMs,
  // Pages say themselves when the server is away.
  retry: false,
});

/** Says on every page, for as long as it is so, that the server stores nothing because its disk is full. */
export function DiskNotice() {
  const { data } = useQuery(healthQuery);
  if (data?.status !== 'diskFull') return null;
  return (
    <Alert color="red" role="alert" title={t('The disk of the server is full')} mb="md" maw={1440} mx="auto">
      {t(
        'Nothing is stored until there is room again: changes are refused, and reports of devices are not acknowledged. What is stored can be read, and deleting goes on.',
      )}
    </Alert>
  );
}
