import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../../api/errors.ts';
import { type FieldErrors, type FieldNames, readFieldErrors } from './field-errors.ts';
import { ChangedMeanwhile, type Conflict, findConflicts, isSame, type Stored, type Version } from './stored.ts';
import { useUnsaved } from './unsaved.ts';

export interface FormOptions<V extends object, S> {
  /** What is shown until somebody types: what is stored, or the start of something new. Follows what is stored while nothing is typed. */
  readonly initial: V;
  /**
   * Saves; a rejection leaves everything that was typed and says what was wrong. Renews what the console knows before it
   * resolves. With `stored`, the second argument is the tag to send along (`ifMatch` of `request`).
   */
  readonly save: (values: V, ifMatch: string | undefined) => Promise<S>;
  /**
   * For what others may change while it is edited here: which version `initial` shows, and reading it anew. A save over a
   * newer version takes over what others have changed in fields that were not touched here, and asks about the rest.
   */
  readonly stored?: Stored<V> | undefined;
  /** What is wrong with the values, by field; nothing is sent until nothing is. */
  readonly check?: (values: V) => Readonly<Record<string, string | undefined>>;
  /**
   * The fields that are shown, by the API's names, which are the names of the values unless told; with what the form calls
   * each, where that depends on its rows.
   */
  readonly fields?: readonly string[] | ((values: V) => FieldNames);
  /** What was sent stays in the form, for the next time. */
  readonly keepsInput?: boolean;
  /** Whether leaving asks about what was typed; not for commands and confirmations, which are typed to be sent at once. */
  readonly asks?: boolean;
}

type NamesOf<V, T> = { [K in keyof V]-?: V[K] extends T ? K : never }[keyof V] & string;

/**
 * What a form is drawn from: its values, the props of its inputs and how its saving stands. `V` are its values, `S`
 * what saving returns.
 */
export interface Form<V extends object, S> {
  readonly values: V;
  readonly change: (part: Partial<V>) => void;
  /** Props of a text, password or native select input. */
  readonly text: (name: NamesOf<V, string>) => {
    readonly value: string;
    readonly error: string | undefined;
    readonly onChange: (event: { readonly currentTarget: { readonly value: string } }) => void;
  };
  /** Props of a checkbox or switch. */
  readonly checked: (name: NamesOf<V, boolean>) => {
    readonly checked: boolean;
    readonly error: string | undefined;
    readonly onChange: (event: { readonly currentTarget: { readonly checked: boolean } }) => void;
  };
  /** Props of an input that gives its value rather than an event. */
  readonly value: <K extends keyof V & string>(
    name: K,
  ) => { readonly value: V[K]; readonly error: string | undefined; readonly onChange: (value: V[K]) => void };
  readonly errors: FieldErrors;
  /** What somebody else has saved of the same fields meanwhile; submitting then saves over it. */
  readonly conflict: Conflict<V> | undefined;
  /** Whether something differs from what is stored. */
  readonly isDirty: boolean;
  readonly asks: boolean;
  readonly isSaving: boolean;
  /** Whether the last thing that happened was that it was saved. */
  readonly isSaved: boolean;
  /** Resolves with what was saved, or with nothing when it was not. */
  readonly submit: () => Promise<{ readonly saved: S } | undefined>;
  /** Forgets what was typed, and what came of the last try. */
  readonly reset: () => void;
}

/** The state of one form: what was typed over what is stored, what is wrong with it, and saving it without losing input. */
export function useForm<V extends object, S = unknown>(options: FormOptions<V, S>): Form<V, S> {
  const { save, check, stored, fields = Object.keys(options.initial), keepsInput = false, asks = true } = options;
  const [typed, setTyped] = useState<Partial<V>>({});
  // What was stored of each field when somebody began to type in it.
  const [before, setBefore] = useState<Partial<V>>({});
  const [fresh, setFresh] = useState<Version<V>>();
  const isFresh = fresh !== undefined && stored?.id === fresh.id && fresh.version > stored.version;
  const initial = isFresh ? fresh.values : options.initial;
  const version = isFresh ? fresh.version : stored?.version;
  const [isChecked, setChecked] = useState(false);
  const values: V = { ...initial, ...typed };
  const isDirty = !isSame(values, initial);
  const forget = useUnsaved(asks && isDirty);
  // What was saved may hold a secret; nothing keeps it but whoever shows it.
  const mutation = useMutation({
    mutationFn: async (sent: V) => {
      try {
        return await save(sent, toTag(version));
      } catch (error) {
        if (stored === undefined || !(error instanceof ApiError) || error.status !== 412) throw error;
        const now = await stored.read();
        setFresh(now);
        if (findConflicts({ typed, before, now: now.values }).length > 0) throw new ChangedMeanwhile();
        return save({ ...now.values, ...typed }, toTag(now.version));
      }
    },
    gcTime: 0,
  });
  const conflicting = stored === undefined ? [] : findConflicts({ typed, before, now: initial });
  const problems = check?.(values) ?? {};
  const names = typeof fields === 'function' ? fields(values) : Object.fromEntries(fields.map((name) => [name, name]));
  const refused = readFieldErrors(mutation.error, names);
  const errorOf = (field: string) => (isChecked ? problems[field] : undefined) ?? refused.of(field);
  const change = (part: Partial<V>) => {
    if (mutation.isSuccess) mutation.reset();
    setBefore((known) => ({ ...pick(initial, Object.keys(part)), ...known }));
    setTyped((before) => ({ ...before, ...part }));
  };

  return {
    values,
    change,
    text: (name) => ({
      value: values[name] as string,
      error: errorOf(name),
      onChange: ({ currentTarget }) => change({ [name]: currentTarget.value } as Partial<V>),
    }),
    checked: (name) => ({
      checked: values[name] as boolean,
      error: errorOf(name),
      onChange: ({ currentTarget }) => change({ [name]: currentTarget.checked } as Partial<V>),
    }),
    value: (name) => ({
      value: values[name],
      error: errorOf(name),
      onChange: (value) => change({ [name]: value } as unknown as Partial<V>),
    }),
    errors: { of: errorOf, rest: refused.rest instanceof ChangedMeanwhile ? undefined : refused.rest },
    conflict:
      conflicting.length === 0
        ? undefined
        : {
            fields: conflicting,
            theirs: initial,
            take: () => {
              setTyped((now) => omit(now, conflicting));
              setBefore((known) => omit(known, conflicting));
              mutation.reset();
            },
          },
    isDirty,
    asks,
    isSaving: mutation.isPending,
    isSaved: mutation.isSuccess,
    submit: async () => {
      setChecked(true);
      if (mutation.isPending || Object.values(problems).some((problem) => problem !== undefined)) return undefined;
      try {
        const saved = await mutation.mutateAsync(values);
        setChecked(false);
        if (!keepsInput) {
          forget();
          // What was typed while it was being saved is not saved.
          setTyped((now) => omitSame(now, values));
          setBefore({});
        }
        return { saved };
      } catch {
        return undefined;
      }
    },
    reset: () => {
      forget();
      setTyped({});
      setBefore({});
      setFresh(undefined);
      setChecked(false);
      mutation.reset();
    },
  };
}

function omitSame<V extends object>(typed: Partial<V>, sent: V): Partial<V> {
  const kept = Object.entries(typed).filter(([name, value]) => !isSame(value, sent[name as keyof V]));
  return Object.fromEntries(kept) as Partial<V>;
}

function omit<V extends object>(part: Partial<V>, names: readonly string[]): Partial<V> {
  return Object.fromEntries(Object.entries(part).filter(([name]) => !names.includes(name))) as Partial<V>;
}

function pick<V extends object>(values: V, names: readonly string[]): Partial<V> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name))) as Partial<V>;
}

function toTag(version: string | undefined): string | undefined {
  return version === undefined ? undefined : `"${version}"`;
}
