import { type RefObject, useCallback, useId, useRef, useState } from 'react';

/** What a button tells the menu or the small window that it opens, whose script comes when the page has settled. */
export interface Opening {
  /** Of the menu or window; the button's own is derived from it, see `useOpening`. */
  readonly id: string;
  readonly opened: boolean;
  readonly onChange: (opened: boolean) => void;
  readonly button: RefObject<HTMLButtonElement | null>;
}

/**
 * A button that opens something which nobody sees before, and which is drawn from then on: `opening` is undefined until the
 * button was used. The button stays the same element, so that it keeps the focus while that is on its way.
 */
export function useOpening(popup: 'menu' | 'dialog') {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const [state, setState] = useState<boolean>();
  const onChange = useCallback((opened: boolean) => setState(opened), []);
  const opened = state === true;
  return {
    opening: state === undefined ? undefined : ({ id, opened, onChange, button } satisfies Opening),
    buttonProps: {
      ref: button,
      // As the component library calls what a popover belongs to.
      id: `${id}-target`,
      'aria-haspopup': popup,
      'aria-expanded': opened,
      onClick: () => setState(!opened),
    } as const,
  };
}
