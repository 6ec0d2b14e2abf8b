import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';

const settleMs = 250;

/**
 * The text of a filter whose value stands elsewhere, in the address: what is typed is handed on once it has settled, and what
 * comes from elsewhere (a view that is chosen, Back) is shown, but never an older state of what is being typed.
 */
export function useSettledText(value: string, onSettled: (text: string) => void) {
  const [text, setText] = useState(value);
  const sent = useRef(value);
  const settle = useDebouncedCallback((typed: string) => {
    sent.current = typed;
    onSettled(typed);
  }, settleMs);
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setText(value);
  }, [value]);
  return {
    value: text,
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => {
      setText(event.currentTarget.value);
      settle(event.currentTarget.value);
    },
  };
}
