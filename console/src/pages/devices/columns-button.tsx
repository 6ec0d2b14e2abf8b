import { Button } from '@mantine/core';
import { later } from '../../shared/later.tsx';
import { useOpening } from '../../shared/opening.tsx';
import { t } from '../../words/words.ts';
import type { FixedColumn } from './listing.ts';

const ColumnsWindow = later(async () => (await import('./columns-window.tsx')).ColumnsWindow);

export interface ColumnsButtonProps {
  readonly applicationId: string;
  readonly shown: readonly FixedColumn[];
  /** Attributes that are columns; `chosen` once somebody has chosen them. */
  readonly attributes: readonly string[];
  readonly chosen: boolean;
  /** Parts of the address that change. */
  readonly onChange: (changed: Readonly<Record<string, unknown>>) => void;
}

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
