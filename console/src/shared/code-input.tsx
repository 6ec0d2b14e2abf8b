import { TextInput } from '@mantine/core';
import { t } from '../words/words.ts';

/** The six digits that an authenticator shows. */
export function CodeInput(props: {
  value: string;
  onChange: (code: string) => void;
  error: string | undefined;
  /** For where it is not known whether the account asks for one. */
  isOptional?: boolean;
}) {
  const { value, onChange, error, isOptional = false } = props;
  return (
    <TextInput
      label={isOptional ? t('Code from your authenticator, if you use one') : t('Code from your authenticator')}
      inputMode="numeric"
      autoComplete="one-time-code"
      required={!isOptional}
      maw={240}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value.replaceAll(' ', ''))}
      error={error === undefined ? undefined : t('That code is wrong, out of date or already used.')}
    />
  );
}
