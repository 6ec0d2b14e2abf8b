import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { applicationQuery } from '../api/queries/applications.ts';
import { DownIcon } from '../shared/icons.tsx';
import { later } from '../shared/later.tsx';
import { useOpening } from '../shared/opening.tsx';
import { t } from '../words/words.ts';

const ApplicationItems = later(async () => (await import('./application-items.tsx')).ApplicationItems);

/** The application that is open, and the way to another one. */
export function ApplicationSwitcher({ applicationId }: { applicationId: string | undefined }) {
  const { opening, buttonProps } = useOpening('menu');
  const current = useQuery({ ...applicationQuery(applicationId ?? ''), enabled: applicationId !== undefined });
  const name = current.data?.name ?? t('Applications');
  return (
    <>
      <Button
        variant="default"
        size="xs"
        px={{ base: 8, sm: 'sm' }}
        rightSection={<DownIcon size={14} />}
        miw={0}
        maw={320}
        aria-label={t('{name}: switch application', { name })}
        {...buttonProps}
      >
        <Text size="sm" truncate className="foreign">
          {name}
        </Text>
      </Button>
      {opening === undefined ? null : <ApplicationItems opening={opening} />}
    </>
  );
}
