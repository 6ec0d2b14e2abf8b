import { Menu, type MenuProps, Popover, type PopoverProps } from '@mantine/core';
import { useMounted } from '@mantine/hooks';
import { type ReactNode, type Ref, type RefObject, useLayoutEffect } from 'react';
import type { Opening } from './opening.tsx';

/** The menu of a button that `useOpening` has made. */
export function OpenedMenu({ opening, children, ...rest }: { opening: Opening; children: ReactNode } & MenuProps) {
  return (
    <Menu withinPortal {...rest} {...useOpenedAfter(opening)}>
      <Menu.Target>
        <ButtonElsewhere button={opening.button} />
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}

/** The small window of such a button. */
export function OpenedPopover(props: { opening: Opening; label: string; children: ReactNode } & PopoverProps) {
  const { opening, label, children, ...rest } = props;
  return (
    <Popover withinPortal trapFocus returnFocus {...rest} {...useOpenedAfter(opening)}>
      <Popover.Target>
        <ButtonElsewhere button={opening.button} />
      </Popover.Target>
      <Popover.Dropdown aria-label={label}>{children}</Popover.Dropdown>
    </Popover>
  );
}

/** Opens a moment after it is there: what gives the focus back remembers where it was when it saw something open. */
function useOpenedAfter({ id, opened, onChange }: Opening) {
  const isThere = useMounted();
  return { id, opened: opened && isThere, onChange };
}

/** Stands where the library wants the button to be, and tells it of the one that is drawn already. */
function ButtonElsewhere({ ref, button }: { ref?: Ref<HTMLElement>; button: RefObject<HTMLButtonElement | null> }) {
  useLayoutEffect(() => {
    if (typeof ref !== 'function') return;
    ref(button.current);
    return () => void ref(null);
  }, [ref, button]);
  return null;
}
