import { TextInput } from '@mantine/core';

/** The six digits that an authenticator shows. */
export function CodeInput(props: { value: string; onChange: (code: string) => void; error: string | undefined }) {
  const { value, onChange, error } = props;
  return (
    <TextInput
      label="Code from your authenticator"
      inputMode="numeric"
      autoComplete="one-time-code"
      required
      maw={240}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value.replaceAll(' ', ''))}
      error={error === undefined ? undefined : 'That code is wrong, out of date or already used.'}
    />
  );
}
