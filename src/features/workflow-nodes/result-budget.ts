import { copyPayload, payloadBytes } from '../../platform/language/index.ts';
import { NodeError } from './errors.ts';

/** What a payload may have, and so what a node may make (workflows.md, "3. The run"): 5 MiB. */
export const maxResultBytes = 5 * 1024 * 1024;

/** @throws NodeError PayloadTooLarge for a text, or a list of so many items, that no payload can hold */
export function checkLength(length: number): void {
  if (length > maxResultBytes) throw tooLarge();
}

/**
 * What one node may put into the payload piece by piece. The run looks at the payload only after the node: without a bound
 * here a list of rules could copy a large value as often as it likes.
 */
export class ResultBudget {
  #left = maxResultBytes;

  /** A deep copy, so that two places of a payload never share an object. @throws NodeError PayloadTooLarge beyond 5 MiB */
  copy<Value>(value: Value): Value {
    this.#left -= payloadBytes(value, this.#left);
    if (this.#left < 0) throw tooLarge();
    return copyPayload(value);
  }
}

function tooLarge(): NodeError {
  return new NodeError('PayloadTooLarge', 'What the node makes is larger than 5 MiB');
}
