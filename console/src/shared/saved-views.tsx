import { Button } from '@mantine/core';
import { t } from '../words/words.ts';
import { later } from './later.tsx';
import { useOpening } from './opening.tsx';

const SavedViewsMenu = later(async () => (await import('./saved-views-menu.tsx')).SavedViewsMenu);

/**
 * Views of a page under names: what its address asks for.
 *
 * @param props.of which page, and of what: `devices 5f3…`
 */
export function SavedViews({ of }: { of: string }) {
  const { opening, buttonProps } = useOpening('menu');
  return (
    <>
      <Button variant="default" size="compact-sm" {...buttonProps}>
        {t('Views')}
      </Button>
      {opening === undefined ? null : <SavedViewsMenu of={of} opening={opening} />}
    </>
  );
}
