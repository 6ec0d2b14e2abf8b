import { Alert, Button, Stack, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { call } from '../../api/client.ts';
import { describeError } from '../../api/errors.ts';
import { Section } from '../../shared/page.tsx';

export interface SendFormProps {
  readonly title: string;
  readonly label: string;
  readonly placeholder: string;
  readonly url: string;
  /** Without it there is no name to give, and the JSON must not be empty. */
  readonly nameLabel?: string;
  readonly toBody: (json: unknown, name: string) => unknown;
  readonly onSent?: () => void;
}

/** Sends JSON to a device and says what the server answered. */
export function SendForm({ title, label, placeholder, url, nameLabel, toBody, onSent }: SendFormProps) {
  const [name, setName] = useState('');
  const [text, setText] = useState('');
  const [result, setResult] = useState<{ ok: boolean; text: string }>();
  const [busy, setBusy] = useState(false);

  const send = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setResult(undefined);
    try {
      await call('POST', url, { body: toBody(text.trim() === '' ? undefined : JSON.parse(text), name) });
      setResult({ ok: true, text: 'Sent.' });
      onSent?.();
    } catch (error) {
      setResult({
        ok: false,
        text: error instanceof SyntaxError ? `Not JSON: ${error.message}` : describeError(error),
      });
    } finally {
      setBusy(false);
    }
  };

  return (
    <Section title={title}>
      <form onSubmit={send} aria-label={title}>
        <Stack gap="sm">
          {nameLabel === undefined ? null : (
            <TextInput
              label={nameLabel}
              required
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
          )}
          <Textarea
            label={label}
            placeholder={placeholder}
            required={nameLabel === undefined}
            rows={3}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          {result === undefined ? null : (
            <Alert color={result.ok ? 'green' : 'red'} role={result.ok ? 'status' : 'alert'} className="foreign">
              {result.text}
            </Alert>
          )}
          <Button type="submit" loading={busy}>
            {title}
          </Button>
        </Stack>
      </form>
    </Section>
  );
}
