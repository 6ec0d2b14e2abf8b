import { ApiError, describeError } from '../../api/errors.ts';

export interface FieldErrors {
  /** What the API says about this field, for the input's `error`. */
  readonly of: (field: string) => string | undefined;
  /** What no field of the form is to blame for; undefined when there is nothing of the kind. */
  readonly rest: unknown;
}

/** Sorts a failed save: the API's messages begin with the field that they are about (`name must NOT have fewer …`). */
export function readFieldErrors(error: unknown, fields: readonly string[]): FieldErrors {
  const said = error instanceof ApiError && error.status < 500 ? error.message : '';
  const blamed = fields.find((field) => said.startsWith(field) && !/^\w/.test(said.slice(field.length)));
  return {
    of: (field) => (field === blamed ? describeError(error) : undefined),
    rest: blamed === undefined ? (error ?? undefined) : undefined,
  };
}
