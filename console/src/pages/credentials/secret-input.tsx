import { PasswordInput, Textarea } from '@mantine/core';
import { t } from '../../words/words.ts';

/** A secret, never shown again once it is stored. */
export function Secret(props: {
  label: string;
  /** Of several lines, as keys in PEM. */
  isLong: boolean;
  value: string;
  onChange: (value: string) => void;
  /** Whether one is stored already, which stays while this is empty. */
  isStored: boolean;
  error: string | undefined;
}) {
  const { label, isLong, value, onChange, isStored, error } = props;
  const shared = {
    label,
    description: isStored ? t('Stored and never shown. Empty: it stays as it is.') : t('Never shown again.'),
    value,
    error,
    required: !isStored,
    autoComplete: 'off',
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => onChange(event.currentTarget.value),
  };
  if (isLong) return <Textarea autosize minRows={3} maxRows={8} spellCheck={false} {...shared} />;
  return <PasswordInput {...shared} autoComplete="new-password" />;
}
