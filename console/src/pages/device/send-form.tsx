import { Textarea, TextInput } from '@mantine/core';
import { FormView } from '../../shared/form/form-view.tsx';
import { findJsonProblem } from '../../shared/form/json.ts';
import { useForm } from '../../shared/form/use-form.ts';
import { Section } from '../../shared/page.tsx';
import { t } from '../../words/words.ts';

export interface SendFormProps {
  readonly title: string;
  readonly label: string;
  readonly placeholder: string;
  /** Without it there is no name to give, and the JSON must not be empty. */
  readonly nameLabel?: string;
  readonly send: (json: unknown, name: string) => Promise<unknown>;
  readonly onSent?: () => void;
}

/** Sends JSON to a device and says what came of it; what was sent stays for the next time. */
export function SendForm({ title, label, placeholder, nameLabel, send, onSent }: SendFormProps) {
  const form = useForm({
    initial: { name: '', json: '' },
    fields: nameLabel === undefined ? [] : ['name'],
    keepsInput: true,
    asks: false,
    check: ({ json }) => ({ json: json.trim() === '' ? undefined : findJsonProblem(json) }),
    save: ({ name, json }) => send(json.trim() === '' ? undefined : JSON.parse(json), name),
  });
  return (
    <Section title={title}>
      <FormView form={form} label={title} submitLabel={title} savedText={t('Sent.')} onSaved={() => onSent?.()}>
        {nameLabel === undefined ? null : <TextInput label={nameLabel} required {...form.text('name')} />}
        <Textarea
          label={label}
          placeholder={placeholder}
          required={nameLabel === undefined}
          rows={3}
          {...form.text('json')}
        />
      </FormView>
    </Section>
  );
}
