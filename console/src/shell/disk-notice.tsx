import { Alert } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { t } from '../words/words.ts';
import { healthQuery } from './health-query.ts';

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
