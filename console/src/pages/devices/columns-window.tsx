import { Checkbox, MultiSelect, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { attributeNamesQuery } from '../../api/queries/devices.ts';
import { OpenedPopover } from '../../shared/opened.tsx';
import type { Opening } from '../../shared/opening.tsx';
import { t } from '../../words/words.ts';
import { type FixedColumn, fixedColumns, usualColumns } from './listing.ts';

export interface ColumnsButtonProps {
  readonly applicationId: string;
  readonly shown: readonly FixedColumn[];
  /** Attributes that are columns; `chosen` once somebody has chosen them. */
  readonly attributes: readonly string[];
  readonly chosen: boolean;
  /** Parts of the address that change. */
  readonly onChange: (changed: Readonly<Record<string, unknown>>) => void;
}

/** Which columns there are, and which of them are chosen. */
export function ColumnsWindow(props: ColumnsButtonProps & { opening: Opening }) {
  const { opening, applicationId, shown, attributes, chosen, onChange } = props;
  const names = useQuery(attributeNamesQuery(applicationId));
  const choose = (columns: readonly string[]) => {
    const show = Object.keys(fixedColumns).filter((name) => columns.includes(name));
    onChange({ show: show.join(',') === usualColumns.join(',') ? undefined : show.join(',') });
  };
  return (
    <OpenedPopover opening={opening} label={t('Columns')} position="bottom-end" width={300}>
      <Stack gap="sm">
        <Checkbox.Group label={t('Columns')} value={[...shown]} onChange={choose}>
          <Stack gap={6} mt={6}>
            {Object.entries(fixedColumns).map(([value, label]) => (
              <Checkbox key={value} size="xs" value={value} label={label} />
            ))}
          </Stack>
        </Checkbox.Group>
        <MultiSelect
          label={t('Last values of')}
          data={names.data ?? []}
          placeholder={chosen ? '' : attributes.join(', ')}
          value={chosen ? [...attributes] : []}
          onChange={(wanted) => onChange({ columns: wanted.join(',') })}
          searchable
          maxValues={12}
          maxDropdownHeight={240}
          comboboxProps={{ withinPortal: false }}
        />
      </Stack>
    </OpenedPopover>
  );
}
