import { ActionIcon, Menu, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { MoonIcon, SunIcon } from '../shared/icons.tsx';
import { t } from '../words/words.ts';

function useToggle() {
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
  const { isDark, label, toggle } = useToggle();
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

/** The same on a phone, whose header has no room for it beside the name of the application. */
export function ColorSchemeItem() {
  const { isDark, label, toggle } = useToggle();
  return (
    <Menu.Item hiddenFrom="sm" leftSection={isDark ? <SunIcon size={16} /> : <MoonIcon size={16} />} onClick={toggle}>
      {label}
    </Menu.Item>
  );
}
