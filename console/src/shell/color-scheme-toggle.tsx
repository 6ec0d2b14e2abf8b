import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { MoonIcon, SunIcon } from '../shared/icons.tsx';
import { t } from '../words/words.ts';

/** Changes between light and dark; with Shift it follows the system again. */
export function useColorSchemeToggle() {
  const { setColorScheme } = useMantineColorScheme();
  const isDark = useComputedColorScheme('light') === 'dark';
  return {
    isDark,
    label: isDark ? t('Light colours') : t('Dark colours'),
    toggle: (event: { readonly shiftKey: boolean }) =>
      setColorScheme(event.shiftKey ? 'auto' : isDark ? 'light' : 'dark'),
  };
}

/** Follows the system until somebody chooses; Shift-click follows it again. A phone has it in the menu of the account. */
export function ColorSchemeToggle() {
  const { isDark, label, toggle } = useColorSchemeToggle();
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      visibleFrom="sm"
      aria-label={label}
      title={t('{label} (Shift-click: as the system)', { label })}
      onClick={toggle}
    >
      {isDark ? <SunIcon /> : <MoonIcon />}
    </ActionIcon>
  );
}
