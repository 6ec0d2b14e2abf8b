import { Button, Checkbox, MultiSelect, Popover, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { attributeNamesQuery } from '../../api/queries/devices.ts';
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

/** What the list shows of each device. The choice stands in the address. */
export function ColumnsButton({ applicationId, shown, attributes, chosen, onChange }: ColumnsButtonProps) {
  const names = useQuery(attributeNamesQuery(applicationId));
  const choose = (columns: readonly string[]) => {
    const show = Object.keys(fixedColumns).filter((name) => columns.includes(name));
    onChange({ show: show.join(',') === usualColumns.join(',') ? undefined : show.join(',') });
  };
  return (
    <Popover position="bottom-end" withinPortal trapFocus width={300}>
      <Popover.Target>
        <Button variant="default" size="compact-sm">
          {t('Columns')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('Columns')}>
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
      </Popover.Dropdown>
    </Popover>
  );
}
