import { Button } from '@mantine/core';
import { later } from '../../shared/later.tsx';
import { useOpening } from '../../shared/opening.tsx';
import { t } from '../../words/words.ts';
import type { ColumnsButtonProps } from './columns-window.tsx';

const ColumnsWindow = later(async () => (await import('./columns-window.tsx')).ColumnsWindow);

/** What the list shows of each device. The choice stands in the address. */
export function ColumnsButton(props: ColumnsButtonProps) {
  const { opening, buttonProps } = useOpening('dialog');
  return (
    <>
      <Button variant="default" size="compact-sm" {...buttonProps}>
        {t('Columns')}
      </Button>
      {opening === undefined ? null : <ColumnsWindow {...props} opening={opening} />}
    </>
  );
}
