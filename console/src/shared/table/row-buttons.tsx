import { Button, Group } from '@mantine/core';

export interface RowAction {
  readonly label: string;
  /** What a screen reader hears: with the name of the row, which buttons of other rows do not have. */
  readonly description: string;
  readonly onClick: () => void;
  readonly isBusy?: boolean;
}

/** What can be done with one row. */
export function RowButtons({ actions }: { actions: readonly RowAction[] }) {
  if (actions.length === 0) return null;
  return (
    <Group gap="xs" className="row-buttons">
      {actions.map(({ label, description, onClick, isBusy }) => (
        <Button
          key={label}
          size="compact-sm"
          variant="default"
          aria-label={description}
          onClick={onClick}
          loading={isBusy ?? false}
        >
          {label}
        </Button>
      ))}
    </Group>
  );
}
