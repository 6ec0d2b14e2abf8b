import { createElement, Fragment, type ReactNode } from 'react';
import { t } from './words.ts';

/**
 * A text with elements inside of it: `tx('Follow the link that was sent to {address}.', { address: <b>…</b> })`. A sentence
 * stays one text for that, so that a language may put its parts in another order. Held to the catalogues as `t` is.
 */
export function tx(text: string, values: Readonly<Record<string, ReactNode>>): ReactNode {
  return t(text)
    .split(/(\{\w+\})/)
    .map((part) => {
      const name = part.slice(1, -1);
      return part.startsWith('{') && Object.hasOwn(values, name)
        ? createElement(Fragment, { key: part }, values[name])
        : part;
    });
}
