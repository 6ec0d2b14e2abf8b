import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { type FieldErrors, type FieldNames, readFieldErrors } from './field-errors.ts';
import { useUnsaved } from './unsaved.ts';

export interface FormOptions<V extends object, S> {
  /** What is shown until somebody types: what is stored, or the start of something new. Follows what is stored while nothing is typed. */
  readonly initial: V;
  /** Saves; a rejection leaves everything that was typed and says what was wrong. Renews what the console knows before it resolves. */
  readonly save: (values: V) => Promise<S>;
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
  const { initial, save, check, fields = Object.keys(options.initial), keepsInput = false, asks = true } = options;
  const [typed, setTyped] = useState<Partial<V>>({});
  const [isChecked, setChecked] = useState(false);
  const values: V = { ...initial, ...typed };
  const isDirty = !isSame(values, initial);
  const forget = useUnsaved(asks && isDirty);
  // What was saved may hold a secret; nothing keeps it but whoever shows it.
  const mutation = useMutation({ mutationFn: save, gcTime: 0 });
  const problems = check?.(values) ?? {};
  const names = typeof fields === 'function' ? fields(values) : Object.fromEntries(fields.map((name) => [name, name]));
  const refused = readFieldErrors(mutation.error, names);
  const errorOf = (field: string) => (isChecked ? problems[field] : undefined) ?? refused.of(field);
  const change = (part: Partial<V>) => {
    if (mutation.isSuccess) mutation.reset();
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
    errors: { of: errorOf, rest: refused.rest },
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
        }
        return { saved };
      } catch {
        return undefined;
      }
    },
    reset: () => {
      forget();
      setTyped({});
      setChecked(false);
      mutation.reset();
    },
  };
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a, listSets) === JSON.stringify(b, listSets);
}

function listSets(_name: string, value: unknown): unknown {
  return value instanceof Set ? [...value] : value;
}

function omitSame<V extends object>(typed: Partial<V>, sent: V): Partial<V> {
  const kept = Object.entries(typed).filter(([name, value]) => !isSame(value, sent[name as keyof V]));
  return Object.fromEntries(kept) as Partial<V>;
}
