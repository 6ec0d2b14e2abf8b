import type { FieldDeclaration } from '../model/declarations.ts';

/** One key of a config, in a form. */
export interface FieldInputProps {
  readonly field: FieldDeclaration;
  /** All keys of the same config, which decide how this one is read. */
  readonly fields: readonly FieldDeclaration[];
  readonly config: Readonly<Record<string, unknown>>;
  /** Where the config stands in that of the node: `rules[0].`. */
  readonly prefix: string;
  readonly errors: ReadonlyMap<string, string>;
  readonly paths: readonly string[];
  readonly disabled: boolean;
  readonly onChange: (value: unknown) => void;
}
