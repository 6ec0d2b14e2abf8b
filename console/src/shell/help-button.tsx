import { ActionIcon, Anchor, Popover, Stack, Text } from '@mantine/core';
import { useLocation } from '@tanstack/react-router';
import { HelpIcon } from '../shared/icons.tsx';
import { t } from '../words/words.ts';
import { findHelp } from './navigation.ts';

/** What the page that is open is for, and where to read on. */
export function HelpButton() {
  const { pathname } = useLocation();
  const { explains, address } = findHelp(pathname);
  if (explains === undefined) return null;
  return (
    <Popover position="bottom-end" withinPortal trapFocus width={320}>
      <Popover.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('Help on this page')}>
          <HelpIcon />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('Help on this page')}>
        <Stack gap="xs">
          <Text size="sm">{explains}</Text>
          <Anchor size="sm" href={address} target="_blank">
            {t('Read on')}
          </Anchor>
          <Anchor size="sm" href="/docs" target="_blank">
            {t('Reference of the API')}
          </Anchor>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
