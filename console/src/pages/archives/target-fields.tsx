import { PasswordInput, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import { t } from '../../words/words.ts';
import { type TargetField, type TargetKind, targets } from './config-values.ts';

export interface TargetFieldsProps {
  readonly kind: TargetKind;
  /** By kind and name. */
  readonly values: Readonly<Record<string, string>>;
  /** Whether the server has a target of this kind, and so a secret that an empty field keeps. */
  readonly hasStored: boolean;
  readonly errorOf: (name: string) => string | undefined;
  readonly onChange: (name: string, value: string) => void;
}

/** The fields of one kind of target. */
export function TargetFields({ kind, values, hasStored, errorOf, onChange }: TargetFieldsProps) {
  const { fields } = targets[kind];
  if (fields.length === 0) return null;
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
      {fields.map((field) => {
        const name = `${kind}.${field.name}`;
        return (
          <Field
            key={name}
            field={field}
            value={values[name] ?? ''}
            kept={hasStored}
            error={errorOf(name)}
            onChange={(value) => onChange(name, value)}
          />
        );
      })}
    </SimpleGrid>
  );
}

function Field(props: {
  field: TargetField;
  value: string;
  kept: boolean;
  error: string | undefined;
  onChange: (value: string) => void;
}) {
  const { field, value, kept, error, onChange } = props;
  const isKept = field.secret === true && kept;
  const shared = {
    label: field.label,
    value,
    error,
    spellCheck: false,
    // A password manager must neither fill in a person's password here nor offer to remember this.
    autoComplete: 'off',
    required: !field.optional && !isKept,
    placeholder: isKept ? t('stored; leave it empty to keep it') : field.placeholder,
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  };
  if (field.long) return <Textarea {...shared} rows={2} />;
  if (field.secret) return <PasswordInput {...shared} autoComplete="new-password" />;
  return <TextInput {...shared} />;
}
