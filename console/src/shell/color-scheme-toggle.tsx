import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { MoonIcon, SunIcon } from '../shared/icons.tsx';
import { t } from '../words/words.ts';

/** Follows the system until somebody chooses; Shift-click follows it again. */
export function ColorSchemeToggle() {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light');
  const label = scheme === 'dark' ? t('Light colours') : t('Dark colours');
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={label}
      title={t('{label} (Shift-click: as the system)', { label })}
      onClick={(event) => setColorScheme(event.shiftKey ? 'auto' : scheme === 'dark' ? 'light' : 'dark')}
    >
      {scheme === 'dark' ? <SunIcon /> : <MoonIcon />}
    </ActionIcon>
  );
}
