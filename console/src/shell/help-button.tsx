import { ActionIcon } from '@mantine/core';
import { useLocation } from '@tanstack/react-router';
import { HelpIcon } from '../shared/icons.tsx';
import { later } from '../shared/later.tsx';
import { useOpening } from '../shared/opening.tsx';
import { t } from '../words/words.ts';
import { findHelp } from './navigation.ts';

const HelpWindow = later(async () => (await import('./help-window.tsx')).HelpWindow);

/** What the page that is open is for, and where to read on. */
export function HelpButton() {
  const { pathname } = useLocation();
  const { opening, buttonProps } = useOpening('dialog');
  const { explains, address } = findHelp(pathname);
  if (explains === undefined) return null;
  return (
    <>
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('Help on this page')} {...buttonProps}>
        <HelpIcon />
      </ActionIcon>
      {opening === undefined ? null : <HelpWindow opening={opening} explains={explains} address={address} />}
    </>
  );
}
