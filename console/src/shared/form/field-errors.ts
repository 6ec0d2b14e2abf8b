import { ApiError, describeError } from '../../api/errors.ts';

/** What is wrong, sorted by field: from a save that was refused, and in `useForm` from the check before it. */
export interface FieldErrors {
  /** What is wrong with this field, for the input's `error`. */
  readonly of: (field: string) => string | undefined;
  /** What no field of the form is to blame for; undefined when there is nothing of the kind. */
  readonly rest: unknown;
}

const noErrors: FieldErrors = { of: () => undefined, rest: undefined };

/**
 * The field that an error of the API is about, as the API calls it: `attributes[1].name`. Errors without a field of their
 * own begin with it (`name must NOT have fewer …`), if they are about one.
 */
function findField(error: unknown, fields: readonly string[]): string | undefined {
  if (!(error instanceof ApiError) || error.status >= 500) return undefined;
  const said = error.field ?? error.message;
  const about = fields.filter((field) => said.startsWith(field) && !/^\w/.test(said.slice(field.length)));
  // Of `s3` and `s3.bucket` the one that says more.
  return about.toSorted((a, b) => b.length - a.length)[0];
}

/** The fields that a form shows: the form's name of each by the API's. */
export type FieldNames = Readonly<Record<string, string>>;

/** Sorts a failed save by the field that is to blame, of those that the form shows. */
export function readFieldErrors(error: unknown, fields: FieldNames): FieldErrors {
  if (error === null || error === undefined) return noErrors;
  const blamed = findField(error, Object.keys(fields));
  return {
    of: (field) => (blamed !== undefined && field === fields[blamed] ? describeError(error) : undefined),
    rest: blamed === undefined ? error : undefined,
  };
}
